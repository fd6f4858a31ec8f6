# Reads tests without any candidate in the process. Each assertion becomes a numbered site that only reports what it saw; an
# expected side that needs nothing of the candidate is computed here and taken out of the source.

EQUALS = ("assertEqual", "assertEquals", "assertListEqual", "assertDictEqual", "assertTupleEqual", "assertSetEqual")
EQUALS += ("assertSequenceEqual", "assertMultiLineEqual")
METHODS = {name: "==" for name in EQUALS}
METHODS |= {"assertNotEqual": "!=", "assertIs": "is", "assertIsNot": "is not", "assertIn": "in", "assertNotIn": "not in"}
METHODS |= {"assertLess": "<", "assertLessEqual": "<=", "assertGreater": ">", "assertGreaterEqual": ">="}
OPERATORS = {ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"}
OPERATORS |= {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
FLIPPED = {"==": "==", "!=": "!=", "is": "is", "is not": "is not", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Rewriter:
    """Replaces the assertions of one source by site calls, keeping every other line where it was."""

    def __init__(self, source, path):
        self.bytes = source.encode("utf-8", "surrogatepass")
        self.starts = [0]
        for text in self.bytes.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(text))
        self.tree = ast.parse(source, path)
        self.sites = []
        self.sites_of = {}
        self.namespace = {"__builtins__": vars(builtins)}
        self.taken = {node.id for node in ast.walk(self.tree) if type(node) is ast.Name and type(node.ctx) is not ast.Load}
        self.taken |= {node.arg for node in ast.walk(self.tree) if type(node) is ast.arg}
        self.taken |= {node.name for node in ast.walk(self.tree) if type(node) in DEFINITIONS}
        self.import_trusted()

    def import_trusted(self):
        for node in ast.walk(self.tree):
            modules = [name.name for name in node.names] if type(node) is ast.Import else []
            if type(node) is ast.ImportFrom and node.level == 0:
                modules = [node.module]
            if modules and all(name in PRISTINE for name in modules):
                with contextlib.suppress(Exception):
                    exec(compile(ast.Module([node], []), "<imports>", "exec"), self.namespace)

    def span(self, node):
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def text(self, node):
        start, end = self.span(node)
        return self.bytes[start:end].decode("utf-8", "surrogatepass")

    def closed(self, node):
        """Whether an expression needs nothing but builtins and trusted modules."""
        bound = {part.id for part in ast.walk(node) if type(part) is ast.Name and type(part.ctx) is not ast.Load}
        bound |= {part.arg for part in ast.walk(node) if type(part) is ast.arg}
        for part in ast.walk(node):
            if type(part) in (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr):
                return False
            if type(part) is ast.Name and part.id not in bound:
                known = part.id in self.namespace or part.id in vars(builtins)
                if not known or part.id in self.taken or part.id in ("print", "input", "open", "id", "object"):
                    return False
        return True

    def constant(self, node):
        """The encoded value of a closed expression, or None where it can't be judged outside of the process."""
        if not self.closed(node):
            return None
        try:
            value = eval(compile(ast.Expression(node), "<expected>", "eval"), dict(self.namespace))
        except Exception:
            return None
        text = encode(value, Room(JOB["valueBytes"]))
        return None if re.search(r'\["(x|o|e)"', text) else text

    def number(self, node):
        text = self.constant(node) if node is not None else None
        match = re.fullmatch(r'\["[if]","(.*)"\]', text or "")
        return float(match[1]) if match else None

    def site(self, node, operator, expected=None, tolerance=None):
        self.sites.append(
            '{"op":%s,"line":%d,"text":%s%s%s}'
            % (
                quoted(operator),
                node.lineno,
                quoted(" ".join(self.text(node).split())[:300]),
                ',"expected":' + expected if expected is not None else "",
                ',"tolerance":%r' % tolerance if tolerance is not None else "",
            )
        )
        return len(self.sites) - 1

    def seen(self, statement, node, operator, **how):
        call = "__truth__" if operator in ("true", "false") else "__seen__"
        return "%s(%d, (%s))" % (call, self.site(statement, operator, **how), self.text(node))

    def compared(self, statement, operator, left, right):
        """Source of the call that reports a comparison."""
        near = self.near(statement, operator, left, right)
        if near:
            return near
        for subject, other, name in ((left, right, operator), (right, left, FLIPPED.get(operator))):
            expected = self.constant(other) if name else None
            if expected is not None and self.constant(subject) is None and judgeable(name, expected):
                return self.seen(statement, subject, name, expected=expected)
        index = self.site(statement, operator)
        return "__both__(%d, (%s), (%s), %r)" % (index, self.text(left), self.text(right), operator)

    def near(self, statement, operator, left, right):
        """`abs(a - c) < t`, `a == approx(c)`: the candidate's side is reported, the rest is taken out."""
        if operator in ("<", "<=") and called(left) == "abs" and len(left.args) == 1:
            inner, tolerance = left.args[0], self.number(right)
            if tolerance is not None and type(inner) is ast.BinOp and type(inner.op) is ast.Sub:
                for subject, other in ((inner.left, inner.right), (inner.right, inner.left)):
                    if self.number(other) is not None and self.number(subject) is None:
                        how = {"expected": self.constant(other), "tolerance": tolerance}
                        return self.seen(statement, subject, "near", **how)
        for subject, other in ((left, right), (right, left)):
            if operator == "==" and called(other) == "approx" and other.args:
                limits = [self.number(item.value) for item in other.keywords if item.arg in ("rel", "abs")]
                limits += [self.number(item) for item in other.args[1:]]
                expected = self.constant(other.args[0])
                if expected is not None and None not in limits:
                    tolerance = max(limits, default=1e-6)
                    return self.seen(statement, subject, "approx", expected=expected, tolerance=tolerance)
        return None

    def judged(self, statement, test):
        """Site calls for a condition that must hold."""
        if type(test) is ast.BoolOp and type(test.op) is ast.And:
            return [call for part in test.values for call in self.judged(statement, part)]
        if type(test) is ast.Compare and len(test.ops) == 1:
            return [self.compared(statement, OPERATORS[type(test.ops[0])], test.left, test.comparators[0])]
        if type(test) is ast.UnaryOp and type(test.op) is ast.Not:
            return [self.seen(statement, test.operand, "false")]
        if called(test) == "isclose" and len(test.args) == 2:
            expected, limits = self.constant(test.args[1]), [self.number(item.value) for item in test.keywords]
            if expected is not None and None not in limits:
                tolerance = max(limits, default=1e-9)
                return [self.seen(statement, test.args[0], "approx", expected=expected, tolerance=tolerance)]
        return [self.seen(statement, test, "true")]

    def method(self, statement, call):
        """Site calls for `self.assertX(...)`, or None where the method stays as it is."""
        name, args = call.func.attr, call.args
        if any(type(item) is ast.Starred for item in args):
            return None
        if name in METHODS and len(args) >= 2:
            return [self.compared(statement, METHODS[name], args[0], args[1])]
        if name in ("assertTrue", "assertFalse") and args:
            if name == "assertTrue":
                return self.judged(statement, args[0])
            return [self.seen(statement, args[0], "false")]
        if name in ("assertIsNone", "assertIsNotNone") and args:
            return [self.seen(statement, args[0], "is" if name == "assertIsNone" else "is not", expected='["n"]')]
        if name == "assertAlmostEqual" and len(args) >= 2:
            given = {item.arg: self.number(item.value) for item in call.keywords}
            places = self.number(args[2]) if len(args) > 2 else given.get("places", 7)
            tolerance = given.get("delta", None if places is None else 0.5 * 10.0**-places)
            expected = self.constant(args[1])
            if expected is not None and tolerance is not None:
                return [self.seen(statement, args[0], "near", expected=expected, tolerance=tolerance)]
        return None

    def rewritten(self):
        """The source with its assertions replaced; line numbers stay."""
        changes = []
        for node in ast.walk(self.tree):
            calls, first = None, len(self.sites)
            if type(node) is ast.Assert:
                calls = self.judged(node, node.test)
            elif type(node) is ast.Expr and type(node.value) is ast.Call and type(node.value.func) is ast.Attribute:
                if type(node.value.func.value) is ast.Name and node.value.func.value.id == "self":
                    calls = self.method(node, node.value)
            if calls:
                self.sites_of[node] = range(first, len(self.sites))
                start, end = self.span(node)
                text = "; ".join(calls)
                missing = self.bytes[start:end].count(b"\n") - text.count("\n")
                text = text[:-1] + "\n" * missing + ")"
                changes.append((start, end, text.encode("utf-8", "surrogatepass")))
        data = self.bytes
        for start, end, text in sorted(changes, reverse=True):
            data = data[:start] + text + data[end:]
        return data.decode("utf-8", "surrogatepass")


def called(node):
    """The last name of what an expression calls, or None."""
    if type(node) is not ast.Call:
        return None
    return node.func.attr if type(node.func) is ast.Attribute else getattr(node.func, "id", None)


def judgeable(operator, expected):
    if operator in ("<", "<=", ">", ">="):
        return re.match(r'\["[ifs]"', expected) is not None
    if operator in ("is", "is not"):
        return re.match(r'\["[nb]"', expected) is not None
    return operator not in ("in", "not in") or re.match(r'\["[ltSsd]"', expected) is not None


def prepare(item):
    if item["kind"] == "expected":
        namespace = {"__builtins__": {**vars(builtins), "__import__": test_import}}
        exec(compile(item["setup"], "<setup>", "exec"), namespace)
        value = eval(compile(item["source"].strip(), "<expected>", "eval"), namespace)
        return '"value":%s' % encode(value, Room(JOB["valueBytes"]))
    path = item.get("path", "<test>")
    PLACES.add(path)
    rewriter = Rewriter(item["source"], path)
    source, names = rewriter.rewritten(), test_names(rewriter.tree)
    duties = {name: duties_of(name, rewriter.tree, rewriter.sites_of) for name in [*names, "module"]}
    return '"source":%s,"table":[%s],"names":%s,"duties":%s,"lacking":%s' % (
        quoted(source),
        ",".join(rewriter.sites),
        json.dumps(names),
        json.dumps(duties),
        json.dumps(lacking([*names, "module"], rewriter.tree, item["source"])),
    )
