# Small stand-ins for pytest and for the parts of unittest that steer a run.


def marking(key):
    """A decorator factory that leaves a mark on a function or class."""

    def factory(*args, **named):
        def mark(subject):
            setattr(subject, key, [*getattr(subject, key, ()), (args, named)])
            return subject

        return mark

    return factory


def skipping(reason="", **_):
    if callable(reason):
        reason.__hydra_skip__ = "skipped"
        return reason

    def mark(subject):
        subject.__hydra_skip__ = str(reason) or "skipped"
        return subject

    return mark


def skipping_if(condition, reason="", **_):
    return skipping(reason) if condition else lambda subject: subject


PRISTINE["unittest"].__dict__.update(
    TestCase=SafeTestCase,
    IsolatedAsyncioTestCase=SafeTestCase,
    SkipTest=Skipped,
    skip=skipping,
    skipIf=skipping_if,
    skipUnless=lambda condition, reason="": skipping_if(not condition, reason),
    expectedFailure=skipping("an expected failure"),
    main=lambda *_, **__: None,
)


class Raises:
    """`pytest.raises`, as a context or with a callable."""

    def __init__(self, kinds, match=None, **_):
        self.kinds, self.match, self.value, self.type = kinds, match, None, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        if kind is None:
            raise Failed("did not raise %s" % safe_text(repr, self.kinds))
        if not issubclass(kind, self.kinds):
            return False
        self.value, self.type = error, kind
        if self.match is not None and not re.search(self.match, str(error)):
            raise Failed("%r does not match %r" % (str(error)[:200], self.match))
        return True


def raises(kinds, *args, **named):
    if not args or not callable(args[0]):
        return Raises(kinds, **named)
    with Raises(kinds) as caught:
        args[0](*args[1:], **named)
    return caught


class Approx:
    """`pytest.approx` for numbers, and for lists, tuples and dicts of them."""

    def __init__(self, expected, rel=None, abs=None, nan_ok=False):
        self.expected, self.rel, self.abs = expected, rel, abs

    def __eq__(self, actual):
        expected = self.expected
        if isinstance(expected, dict):
            same = isinstance(actual, dict) and actual.keys() == expected.keys()
            return same and all(Approx(expected[key], self.rel, self.abs) == actual[key] for key in expected)
        if isinstance(expected, (list, tuple)):
            same = len(actual) == len(expected)
            return same and all(Approx(b, self.rel, self.abs) == a for a, b in zip(actual, expected))
        if actual == expected:
            return True
        if not isinstance(actual, (int, float)) or not isinstance(expected, (int, float)):
            return False
        relative = (1e-6 if self.abs is None else 0) if self.rel is None else self.rel
        return abs(actual - expected) <= max(relative * abs(expected), 1e-12 if self.abs is None else self.abs)

    def __repr__(self):
        return "approx(%r)" % (self.expected,)


def fixture(subject=None, **named):
    def mark(function):
        function.__hydra_fixture__ = named
        FIXTURES[named.get("name") or function.__name__] = function
        return function

    return mark(subject) if callable(subject) else mark


FIXTURES = {}


class Marks:
    """`pytest.mark.anything`: parametrize, skip and skipif mean something, the rest is ignored."""

    parametrize = staticmethod(marking("__hydra_parameters__"))
    skip = staticmethod(skipping)
    xfail = staticmethod(lambda *args, **_: skipping(args[0] if args and callable(args[0]) else "an expected failure"))
    skipif = staticmethod(skipping_if)

    def __getattr__(self, _name):
        return lambda *args, **_: args[0] if len(args) == 1 and callable(args[0]) else lambda subject: subject


def pytest_fail(reason="", **_):
    raise Failed(reason)


def pytest_skip(reason="", **_):
    raise Skipped(reason)


def importorskip(name, **_):
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Skipped("needs the module %s" % name) from None


def parameter_set(*values, **_):
    return values if len(values) != 1 else ParameterValue(values[0])


class ParameterValue:
    """`pytest.param(x)` with one value, which may itself be a tuple."""

    def __init__(self, value):
        self.value = value


PYTEST = types.ModuleType("pytest")
PYTEST.__dict__.update(
    raises=raises, approx=Approx, fixture=fixture, mark=Marks(), fail=pytest_fail, skip=pytest_skip,
    param=parameter_set, importorskip=importorskip, main=lambda *_, **__: None,
)
PYTEST.__getattr__ = lambda name: unsupported("this sandbox has its own small pytest, without pytest.%s" % name)
