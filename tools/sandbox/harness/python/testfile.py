# A test file, statement by statement, then each of its tests by the name under which it was found in the clean process.


def run_file(index, item):
    """Statement by statement, then each test by its name."""
    namespace, reported, flags = scope(), set(), ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    PLACES.add(item["path"])
    FIXTURES.clear()
    tree = compile(item["source"], item["path"], "exec", ast.PyCF_ONLY_AST)
    module_sites = Sites()
    failure = None
    for node in tree.body:
        name = "line %d" % node.lineno
        if name in item["skip"]:
            continue
        if type(node) is ast.ImportFrom and node.module == "__future__":
            flags |= sum(getattr(__future__, each.name).compiler_flag for each in node.names)
        code = compile(ast.Module([node], []), item["path"], "exec", flags=flags, dont_inherit=True)
        if name in item["names"]:
            reported.add(name)
            report(index, lambda sites, code=code: settle(eval(code, sites.bind(namespace))), name)
            continue
        try:
            with printing():
                settle(eval(code, module_sites.bind(namespace)))
        except Flood:
            raise
        except BaseException as error:
            failure = error
            break
    for name in item["names"]:
        if name == "module" or (failure is not None and name not in reported):
            report(index, lambda sites: raise_again(failure), name, module_sites)
        elif name not in reported:
            report(index, lambda sites, name=name: run_test(name, namespace, sites), name)


def raise_again(failure):
    if failure is not None:
        raise failure


def run_test(name, namespace, sites):
    sites.bind(namespace)
    bare, _, number = name.partition("[")
    owner, _, method = bare.rpartition("::")
    subject = namespace[owner or bare]
    reason = getattr(subject, "__hydra_skip__", None)
    instance = None
    if owner:
        instance = subject(method) if issubclass(subject, unittest.TestCase) else subject()
        subject = getattr(instance, method)
        reason = reason or getattr(subject, "__hydra_skip__", None)
    if reason:
        raise Skipped(reason)
    sets = parameter_sets(subject)
    with contextlib.ExitStack() as cleanup:
        around(instance, namespace, cleanup)
        for parameters in sets if not number else [sets[int(number[:-1])]]:
            fixtures = FixtureValues(namespace, instance, cleanup)
            for each, function in list(FIXTURES.items()):
                if function.__hydra_fixture__.get("autouse"):
                    fixtures.value(each)
            wanted = [each for each in inspect.signature(subject).parameters if each not in parameters]
            settle(subject(**parameters, **{each: fixtures.value(each) for each in wanted}))


def around(instance, namespace, cleanup):
    """setUp and tearDown in both dialects; the module's and the class's run for each test."""
    pairs = [(namespace.get("setup_module"), namespace.get("teardown_module"))]
    pairs += [(namespace.get("setup_function"), namespace.get("teardown_function"))]
    for before, after in (("setUpClass", "tearDownClass"), ("setup_class", "teardown_class")):
        pairs.append((getattr(instance, before, None), getattr(instance, after, None)))
    for before, after in (("setup_method", "teardown_method"), ("setUp", "tearDown"), ("asyncSetUp", "asyncTearDown")):
        pairs.append((getattr(instance, before, None), getattr(instance, after, None)))
    for before, after in pairs:
        if after is not None:
            cleanup.callback(lambda after=after: settle(with_arity(after)))
        if before is not None:
            settle(with_arity(before))
    if isinstance(instance, unittest.TestCase):
        cleanup.callback(instance.doCleanups)


def with_arity(function):
    return function(*[None] * len(inspect.signature(function).parameters))


def parameter_sets(subject):
    sets = [{}]
    for (names, values, *_), _named in getattr(subject, "__hydra_parameters__", ()):
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        rows = []
        for row in values:
            row = [row.value] if isinstance(row, ParameterValue) else [row] if len(names) == 1 else list(row)
            rows.append(dict(zip(names, row)))
        sets = [{**one, **row} for one in sets for row in rows]
    return sets


class FixtureValues:
    """Fixtures of one test, each made once."""

    def __init__(self, namespace, instance, cleanup):
        self.made, self.namespace, self.instance, self.cleanup = {}, namespace, instance, cleanup

    def value(self, name):
        if name not in self.made:
            self.made[name] = self.make(name)
        return self.made[name]

    def make(self, name):
        if name in FIXTURES:
            function = FIXTURES[name]
            wanted = {each: self.value(each) for each in inspect.signature(function).parameters if each != "self"}
            own = [self.instance] if "self" in inspect.signature(function).parameters else []
            made = function(*own, **wanted)
            if not inspect.isgenerator(made):
                return settle(made)
            self.cleanup.callback(lambda: next(made, None))
            return next(made)
        if name == "tmp_path":
            return importlib.import_module("pathlib").Path(tempfile.mkdtemp())
        if name == "capsys":
            return Printing()
        if name == "monkeypatch":
            patch = MonkeyPatch()
            self.cleanup.callback(patch.undo)
            return patch
        return unsupported("this sandbox has its own small pytest, without the fixture %s" % name)


class Printing:
    """`capsys`: what was printed since the last reading."""

    def __init__(self):
        self.read = len(io.BytesIO.getvalue(sys.stdout.buffer))

    def readouterr(self):
        data = io.BytesIO.getvalue(sys.stdout.buffer)[self.read :]
        self.read += len(data)
        return types.SimpleNamespace(out=data.decode("utf-8", "replace"), err="")


class MonkeyPatch:
    """`monkeypatch` for attributes, items and the environment."""

    def __init__(self):
        self.undoing = []

    def setattr(self, target, name, value, raising=True):
        kept = getattr(target, name, self)
        self.undoing.append(lambda: delattr(target, name) if kept is self else setattr(target, name, kept))
        setattr(target, name, value)

    def setitem(self, target, name, value):
        kept = target.get(name, self)
        self.undoing.append(lambda: target.pop(name) if kept is self else target.__setitem__(name, kept))
        target[name] = value

    def setenv(self, name, value, prepend=None):
        self.setitem(os.environ, name, str(value))

    def delenv(self, name, raising=True):
        if name in os.environ:
            self.setitem(os.environ, name, "")
            del os.environ[name]

    def undo(self):
        while self.undoing:
            self.undoing.pop()()
