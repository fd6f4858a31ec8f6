# Last part: loads the candidate, runs the items in order and reports each in a line of its own. It decides nothing: it
# returns values, sites and errors, and the parent makes the verdicts.


class Files(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The candidate's own modules, from memory; `src/app.py` is found as `src.app` and as `app`, and is one module."""

    def __init__(self, files):
        self.sources = {item["path"]: item["content"] for item in files if item["path"].endswith(".py")}
        self.loaded = {}

    def locate(self, name):
        wanted = name.replace(".", "/")
        for path in self.sources:
            for ending in (wanted + ".py", wanted + "/__init__.py"):
                if path == ending or path.endswith("/" + ending):
                    return path
        return None

    def find_spec(self, name, path=None, target=None):
        located = self.locate(name)
        if located is not None:
            return importlib.util.spec_from_loader(name, self, origin=located, is_package=located.endswith("__init__.py"))
        if any(("/" + each).find("/" + name.replace(".", "/") + "/") >= 0 for each in self.sources):
            return importlib.util.spec_from_loader(name, self, origin=None, is_package=True)
        return None

    def create_module(self, spec):
        return self.loaded.get(spec.origin)

    def exec_module(self, module):
        path = module.__spec__.origin
        if path is None or path in self.loaded:
            return
        self.loaded[path] = module
        try:
            exec(compile(self.sources[path], path, "exec"), module.__dict__)
        except BaseException:
            del self.loaded[path]
            raise

    def get_source(self, name):
        return self.sources.get(self.locate(name))


def load(files):
    """Imports every file of the candidate and collects the names that tests see; the first file's names win."""
    names, failures, paths = {}, [], [path for path in files.sources if not is_test_path(path)]
    for path in reversed(paths):
        try:
            module = importlib.import_module(re.sub(r"(/__init__)?\.py$", "", path).replace("/", "."))
        except Flood:
            raise
        except BaseException as error:
            failures.append(error)
        else:
            public = {name: item for name, item in dict.items(module.__dict__) if not name.startswith("__")}
            names.update(public)
    return names, failures, len(failures) < len(paths) or not paths


def is_test_path(path):
    name = path.rsplit("/", 1)[-1]
    return name.startswith(("test_", "conftest")) or name.endswith("_test.py") or name == "setup.py"


class Loop(asyncio.BaseEventLoop):
    """An event loop without descriptors: timers are waited for, nothing else can become ready."""

    class Timers:
        def select(self, timeout):
            if timeout is None:
                raise RuntimeError("this coroutine waits for something that never happens")
            return PRISTINE["time"].sleep(timeout) or ()

        def close(self):
            pass

    def __init__(self):
        super().__init__()
        self._selector = Loop.Timers()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


def install_loop():
    """Where the platform has no sockets, `asyncio.run` of candidate and tests uses the loop above."""
    if sys.platform == "emscripten":
        asyncio._set_running_loop(None)
        asyncio.new_event_loop = asyncio.events.new_event_loop = asyncio.runners.events.new_event_loop = Loop


def settle(value):
    return asyncio.run(waiting(value)) if inspect.isawaitable(value) and not isinstance(value, type) else value


async def waiting(value):
    return await value


def scope():
    """A fresh namespace for test code: the candidate's names, and builtins that the candidate could not change."""
    return {
        **CANDIDATE["names"],
        "__name__": "__test__",
        "__builtins__": {**globals()["__builtins__"], "__import__": test_import},
        "approx": Approx,
        "pytest": PYTEST,
        "unittest": PRISTINE["unittest"],
    }


class Sites:
    """What the assertions of one test saw, as JSON texts."""

    def __init__(self):
        self.records = []
        self.room = Room(4 * JOB["valueBytes"])

    def add(self, index, truth, *values):
        if len(self.records) < MAX_SITES:
            encoded = ",".join(encode(value, Room(min(JOB["valueBytes"], self.room.left))) for value in values)
            self.room.left -= len(encoded)
            holds = "" if truth is None else ',"ok":%s' % ("true" if truth else "false")
            self.records.append('{"site":%d,"values":[%s]%s}' % (index, encoded, holds))
        elif truth is not True:
            raise Failed("too many assertions in one test to judge them all")

    def seen(self, index, value):
        """One side is here, the other in the parent."""
        self.add(index, None, value)

    def truth(self, index, value):
        self.add(index, truthy(value), value)

    def both(self, index, left, right, operator):
        self.add(index, truthy(COMPARE[operator](left, right)), left, right)

    def bind(self, namespace):
        namespace.update(__seen__=self.seen, __truth__=self.truth, __both__=self.both)
        return namespace

    def text(self):
        return '"sites":[%s]' % ",".join(self.records)


operator = PRISTINE["operator"]
COMPARE = {"==": operator.eq, "!=": operator.ne, "is": operator.is_, "is not": operator.is_not}
COMPARE |= {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
COMPARE |= {"in": lambda a, b: a in b, "not in": lambda a, b: a not in b}


def truthy(value):
    return True if value else False


def run_value(item):
    namespace = scope()
    exec(compile(item["setup"], "<setup>", "exec"), namespace)
    value = settle(eval(compile(item["call"].strip(), "<call>", "eval"), namespace))
    return '"value":%s' % encode(value, Room(JOB["valueBytes"]))


def run_script(item, sites):
    code = compile(item["source"], "<test>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, sites.bind(scope()))
    settle(result)


def run_program(item):
    """The program as `__main__`: main.py, else the file that asks for `__main__`, else the first."""
    sources = CANDIDATE["files"].sources
    asking = [path for path, text in sources.items() if "__main__" in text]
    path = next((path for path in sources if path.rsplit("/", 1)[-1] == "main.py"), (asking or list(sources))[0])
    module = types.ModuleType("__main__")
    kept, kept_argv = sys.modules["__main__"], sys.argv
    sys.modules["__main__"], sys.argv = module, [path]
    try:
        exec(compile(sources[path], path, "exec"), module.__dict__)
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    finally:
        sys.modules["__main__"], sys.argv = kept, kept_argv


def run_file(index, item):
    """Statement by statement, then each test by its name."""
    namespace, reported, flags = scope(), set(), ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    PLACES.add(item["path"])
    FIXTURES.clear()
    tree = ast.parse(item["source"], item["path"])
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


def report(index, run, name=None, sites=None):
    """Runs one test and writes its line, whatever the candidate raised in it."""
    sites = Sites() if sites is None else sites
    head = '"at":%d' % index + (',"name":%s' % quoted(name) if name else "")
    body, failure = "", ""
    random.seed(0)
    with printing(JOB["items"][index].get("input", "")) as printed:
        try:
            body = run(sites) or ""
        except Flood:
            raise
        except BaseException as error:
            failure = outcome_of(error)
        output = printed()
    parts = [head, body, sites.text(), failure, '"printed":%s' % quoted(output)]
    emit(",".join(part for part in parts if part))


def outcome_of(error):
    if type(error) is Unsupported or type(error) is Skipped:
        return '"unsupported":%s' % quoted(safe_text(str, error))
    return '"error":%s' % describe(error)


def run_item(index, item):
    kind = item["kind"]
    if JOB["mode"] == "prepare":
        report(index, lambda _: prepare(item))
    elif kind == "value":
        report(index, lambda _: run_value(item))
    elif kind == "script":
        report(index, lambda sites: run_script(item, sites))
    elif kind == "io":
        report(index, lambda _: run_program(item))
    else:
        run_file(index, item)


def start(job):
    sys.set_int_max_str_digits(0)
    PLACES.update(("<test>", "<setup>", "<call>"))
    install_loop()
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    for item in job["files"]:
        path = os.path.join(folder, item["path"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(item["content"])
        PLACES.add(item["path"])
    files = Files(job["files"])
    CANDIDATE.update(files=files, names={})
    sys.meta_path.insert(0, files)
    failures, usable = [], True
    with printing() as printed:
        if job["load"]:
            CANDIDATE["names"], failures, usable = load(files)
        output = printed()
    failure = ',"error":%s' % describe(failures[0]) if failures else ""
    emit('"at":"load","usable":%s,"printed":%s%s' % ("true" if usable else "false", quoted(output), failure))
    return usable


JOB = json.loads(sys.stdin.buffer.read())
try:
    emit('"at":"start"')
    loaded = start(JOB)
    for number in range(len(JOB["items"])):
        if loaded or JOB["items"][number]["kind"] == "io":
            run_item(number, JOB["items"][number])
        emit('"at":%d,"done":true' % number)
    emit('"at":"end"')
except Flood:
    pass
