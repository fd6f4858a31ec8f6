# What a test itself calls that the wasm tier does not have: processes, threads, sockets. It is read from the test's syntax in
# the clean process, so that it is the same for every candidate and none can bring it about.

LACKING = {
    *("subprocess." + name for name in "run call check_call check_output getoutput getstatusoutput Popen".split()),
    *("socket." + name for name in "socket socketpair create_connection create_server".split()),
    *("multiprocessing." + name for name in "Process Pool Manager".split()),
    *("concurrent.futures." + name for name in "ThreadPoolExecutor ProcessPoolExecutor".split()),
    "threading.Thread",
}
# Whether these are reached depends on values.
UNSURE = (ast.Lambda, ast.GeneratorExp, ast.IfExp, ast.BoolOp)
SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Assert)
LEAVING = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def lacking(names, tree, source):
    """By test name, why it can't run here. A file that replaces things by mocks may replace these."""
    if sys.platform != "emscripten" or re.search("mock|patch", source, re.IGNORECASE):
        return {}
    imported = imported_names(tree)
    functions = {node.name: node for node in tree.body if type(node) in FUNCTIONS}
    found = {}
    for name in names:
        alone = name == "module" or name.startswith("line ")
        bodies = [body_of(name, tree)] if alone else [body_of("module", tree), body_of(name, tree)]
        missing = next(filter(None, (lacked(body, imported, functions, 0) for body in bodies)), None)
        if missing:
            found[name] = "the test calls %s, which this sandbox does not have" % missing
    return found


def imported_names(tree):
    """What the names of a file stand for, as dotted names."""
    imported = {}
    for node in ast.walk(tree):
        if type(node) is ast.Import:
            for each in node.names:
                top = each.name.split(".")[0]
                imported[each.asname or top] = each.name if each.asname else top
        elif type(node) is ast.ImportFrom and node.level == 0:
            imported |= {each.asname or each.name: node.module + "." + each.name for each in node.names}
    bound = {node.id for node in ast.walk(tree) if type(node) is ast.Name and type(node.ctx) is not ast.Load}
    bound |= {node.arg for node in ast.walk(tree) if type(node) is ast.arg}
    bound |= {node.name for node in ast.walk(tree) if type(node) in DEFINITIONS}
    return {name: meaning for name, meaning in imported.items() if name not in bound}


def lacked(body, imported, functions, depth):
    """The first such call that statements make whatever the values are, through functions of the same file; or None."""
    for node in body:
        heads = [node] if type(node) in SIMPLE else []
        if type(node) in (ast.With, ast.AsyncWith):
            heads = [item.context_expr for item in node.items]
            if any("raises" in str(called(head)).lower() or called(head) in ("suppress", "skip") for head in heads):
                return None
        for call in (part for head in heads for part in sure_calls(head)):
            meaning = meant(call.func, imported)
            if meaning in LACKING:
                return meaning
            function = functions.get(getattr(call.func, "id", None))
            if type(function) is ast.FunctionDef and depth < 5 and not function.decorator_list:
                inner = lacked(function.body, imported, functions, depth + 1)
                if inner:
                    return inner
        inner = lacked(node.body, imported, functions, depth) if type(node) in (ast.With, ast.AsyncWith) else None
        if inner:
            return inner
        if any(type(part) in LEAVING or called(part) in ("skip", "importorskip", "skipTest") for part in ast.walk(node)):
            return None
    return None


def sure_calls(node):
    if type(node) in UNSURE:
        return
    for part in ast.iter_child_nodes(node):
        yield from sure_calls(part)
    if type(node) is ast.Call:
        yield node


def meant(node, imported):
    """`sp.run` as `subprocess.run`."""
    if type(node) is ast.Attribute:
        owner = meant(node.value, imported)
        return owner and owner + "." + node.attr
    return imported.get(node.id) if type(node) is ast.Name else None
