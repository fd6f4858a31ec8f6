# The candidate as modules in memory, the namespace that tests see of it, and the notes of what assertions saw.


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
        self.records = {}
        self.room = Room(4 * JOB["valueBytes"])

    def add(self, index, truth, *values):
        if len(self.records) < MAX_SITES:
            encoded = ",".join(encode(value, Room(min(JOB["valueBytes"], self.room.left))) for value in values)
            holds = "" if truth is None else ',"ok":%s' % ("true" if truth else "false")
            record = '{"site":%d,"values":[%s]%s}' % (index, encoded, holds)
            self.room.left -= 0 if record in self.records else len(encoded)
            self.records[record] = None
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
