# What test code may import: copies of common modules made before the candidate was loaded, so that a patched `math.isclose` or
# `unittest.TestCase.assertEqual` does not reach it, then the candidate's own modules.


class Skipped(BaseException):
    """A test's own wish not to run. Private: a candidate can't raise it."""


class Unsupported(BaseException):
    """The test asks for something that this sandbox does not have."""


class Failed(AssertionError):
    """What a stand-in of ours raises where an assertion does not hold."""


def unsupported(reason):
    raise Unsupported(reason)


def pristine(name):
    module = importlib.import_module(name)
    copied = types.ModuleType(name)
    copied.__dict__.update(vars(module))
    return copied


PRISTINE = (
    "abc array base64 bisect calendar cmath collections copy dataclasses datetime decimal enum fractions functools "
    "hashlib heapq io itertools json math numbers operator os random re statistics string sys textwrap time types "
    "typing unittest"
)
PRISTINE = {name: pristine(name) for name in PRISTINE.split()}

# The assertion methods are copied down, so that a change of the base class is not seen.
SafeTestCase = type(
    "TestCase",
    (unittest.TestCase,),
    {name: item for name, item in vars(unittest.TestCase).items() if name not in ("__dict__", "__weakref__")},
)


def skip_test(self, reason=""):
    raise Skipped(reason)


SafeTestCase.skipTest = skip_test

# What the candidate brought: `names` is what a test sees of it without importing anything.
CANDIDATE = {"names": {}}
USUAL_NAMES = ("solution", "candidate", "main", "app", "module", "program")
trusted_import = builtins.__import__


def test_import(name, globals=None, locals=None, fromlist=(), level=0):
    """`import` as test code sees it; a module that is not there may stand for the candidate's names."""
    if name == "pytest":
        return PYTEST
    if name in PRISTINE and level == 0:
        for part in fromlist or ():
            if part != "*" and not hasattr(PRISTINE[name], part):
                with contextlib.suppress(ImportError):
                    setattr(PRISTINE[name], part, importlib.import_module(name + "." + part))
        return PRISTINE[name]
    try:
        return trusted_import(name, globals, locals, fromlist, level)
    except ModuleNotFoundError as error:
        names = CANDIDATE["names"]
        known = all(part == "*" or part in names for part in fromlist) if fromlist else name in USUAL_NAMES
        if names and known:
            return merged_module(name, names)
        if error.name and error.name.split(".")[0] == name.split(".")[0]:
            unsupported("the test needs the module %s, which this sandbox does not have" % error.name)
        raise


def merged_module(name, names):
    module = types.ModuleType(name)
    module.__dict__.update(names)
    return module
