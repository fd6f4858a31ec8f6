# The names of the tests in a file, read from its syntax alone. They are known before any candidate is loaded, so a test that
# a candidate makes disappear is missed.

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_names(tree):
    """The tests of a file, in order: `test_x`, `Class::test_x`, `test_x[0]` per literal parameter set, `line 3`, `module`."""
    names = []
    for node in tree.body:
        if type(node) in FUNCTIONS and node.name.startswith("test"):
            names += [node.name + suffix for suffix in parameter_suffixes(node)]
        elif type(node) is ast.ClassDef and is_test_class(node):
            for item in node.body:
                if type(item) in FUNCTIONS and item.name.startswith("test"):
                    names += ["%s::%s%s" % (node.name, item.name, suffix) for suffix in parameter_suffixes(item)]
    names = list(dict.fromkeys("line %d" % node.lineno for node in tree.body if type(node) is ast.Assert)) + names
    checking = {node.name for node in tree.body if type(node) in FUNCTIONS and has_assert(node)}
    loose = [node for node in tree.body if type(node) not in (*DEFINITIONS, ast.Assert)]
    if not names or any(has_assert(node) or called(getattr(node, "value", None)) in checking for node in loose):
        names.append("module")
    return list(dict.fromkeys(names))


def has_assert(node):
    return any(type(part) is ast.Assert for part in ast.walk(node))


def is_test_class(node):
    bases = [base.attr if type(base) is ast.Attribute else getattr(base, "id", "") for base in node.bases]
    return node.name.startswith("Test") or any(name.endswith("TestCase") for name in bases)


def parameter_suffixes(function):
    """`[0]`, `[1]` ... where all parameter sets are literal lists; one test for all of them otherwise."""
    counts = []
    for node in function.decorator_list:
        if called(node) == "parametrize":
            values = node.args[1] if len(node.args) > 1 else None
            if type(values) not in (ast.List, ast.Tuple) or any(type(item) is ast.Starred for item in values.elts):
                return [""]
            counts.append(len(values.elts))
    total = 1
    for count in counts:
        total *= count
    return ["[%d]" % index for index in range(total)] if counts else [""]


def body_of(name, tree):
    """The statements of a test."""
    functions = {node.name: node for node in tree.body if type(node) in FUNCTIONS}
    owner, _, method = name.partition("[")[0].rpartition("::")
    classes = [node for node in tree.body if type(node) is ast.ClassDef and node.name == owner]
    inside = [node for each in classes for node in each.body if getattr(node, "name", None) == method]
    if name == "module":
        return [node for node in tree.body if type(node) not in DEFINITIONS]
    if name.startswith("line "):
        return [node for node in tree.body if type(node) is ast.Assert and node.lineno == int(name[5:])]
    return (inside or [functions[method]])[-1].body


def duties_of(name, tree, sites_of):
    """The sites that a passing test must have reported: `all` of the straight-line ones, and at least one of `any`."""
    functions = {node.name: node for node in tree.body if type(node) in FUNCTIONS}
    body = body_of(name, tree)
    reached = [node for node in body if type(node) not in DEFINITIONS]
    reached += [functions[each] for each in sorted({called(getattr(node, "value", None)) or "" for node in body} & set(functions))]
    asserted = [part for node in reached for part in ast.walk(node) if part in sites_of and not is_never(part)]
    return {
        "all": [site for node in straight_line(body, functions, 0) for site in sites_of.get(node, ())],
        "any": [site for node in asserted for site in sites_of[node]],
    }


def straight_line(body, functions, depth):
    """The statements that run whenever the first of them does, through calls of functions of the same file."""
    for node in body:
        if any(type(part) in (ast.Return, ast.Raise, ast.Break, ast.Continue) for part in ast.walk(node)):
            return
        yield node
        function = functions.get(called(getattr(node, "value", None))) if type(node) is ast.Expr else None
        if function is not None and type(function) is ast.FunctionDef and depth < 5:
            yield from straight_line(function.body, functions, depth + 1)


def is_never(node):
    """`assert False`, which a passing test does not reach."""
    return type(node) is ast.Assert and type(node.test) is ast.Constant and not node.test.value
