# Opens the Python harness, which runs in the sandbox before the candidate does: what a candidate computed becomes the tagged
# values of core/values.ts. Nothing here trusts a method that the candidate could have replaced.
import __future__
import ast
import asyncio
import builtins
import contextlib
import decimal
import fractions
import importlib
import importlib.abc
import importlib.util
import inspect
import io
import itertools
import json
import os
import random
import re
import sys
import tempfile
import types
import unittest

# Functions defined from here on look builtins up in this copy, so `builtins.len = ...` in a candidate changes nothing for them.
globals()["__builtins__"] = dict(vars(builtins))

quoted = json.encoder.encode_basestring_ascii
write_bytes = os.write
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
MAX_DEPTH = 60
MAX_SITES = 4000


class Room:
    """How many characters a value may still take; what does not fit is sent as cut off."""

    def __init__(self, size):
        self.left = size


def encode(value, room, depth=0):
    """The JSON text of `value`. Subclasses are read through their builtin base, never through their own methods."""
    room.left -= 6
    if room.left < 0 or depth > MAX_DEPTH:
        return '["x"]'
    kind = type(value)
    if value is None:
        return '["n"]'
    if kind is bool:
        return '["b",true]' if value else '["b",false]'
    if issubclass(kind, int):
        if int.bit_length(value) > 4 * room.left:
            return '["x"]'
        text = int.__repr__(int.__add__(value, 0))
        room.left -= len(text)
        return '["i","%s"]' % text
    if issubclass(kind, float):
        return '["f","%s"]' % float.__repr__(value)
    if issubclass(kind, str):
        room.left -= str.__len__(value)
        return '["x"]' if room.left < 0 else '["s",%s]' % quoted(str.__str__(value))
    if issubclass(kind, (bytes, bytearray)):
        room.left -= 2 * len(bytes(value))
        return '["x"]' if room.left < 0 else '["B","%s"]' % bytes(value).hex()
    for base, tag in ((list, "l"), (tuple, "t"), (set, "S"), (frozenset, "S")):
        if issubclass(kind, base):
            return encode_items(tag, base.__iter__(value), room, depth)
    if issubclass(kind, dict):
        pairs = []
        for key, item in list(dict.items(value)):
            pairs.append("[%s,%s]" % (encode(key, room, depth + 1), encode(item, room, depth + 1)))
            if room.left < 0:
                break
        return '["d",[%s]]' % ",".join(pairs)
    if issubclass(kind, BaseException):
        return encode_error(value)
    if kind in NUMBERS and plain_number(value) is not None:
        return encode(plain_number(value), room, depth)
    text = safe_text(repr, value)
    room.left -= len(text)
    return '["o",%s,%s]' % (quoted(class_name(kind)), quoted(text))


NUMBERS = (decimal.Decimal, fractions.Fraction, complex)


def plain_number(value):
    """The int or float that equals a number of another kind, or None."""
    with contextlib.suppress(Exception):
        number = value.real if type(value) is complex else float(value)
        number = int(number) if int(number) == value else number
        return number if number == value else None
    return None


def encode_items(tag, items, room, depth):
    parts = []
    for item in items:
        parts.append(encode(item, room, depth + 1))
        if room.left < 0:
            break
    return '["%s",[%s]]' % (tag, ",".join(parts))


def encode_error(error):
    return '["e",%s,%s]' % (quoted(class_name(type(error))), quoted(safe_text(str, error)))


def class_name(kind):
    name = type.__dict__["__name__"].__get__(kind)
    return str.__str__(name) if issubclass(type(name), str) else "?"


def safe_text(make, value):
    """`str` or `repr` of something that may raise, lie or be endless, without addresses."""
    try:
        text = make(value)
        text = str.__str__(text) if issubclass(type(text), str) else "?"
    except Flood:
        raise
    except BaseException:
        text = "<unprintable>"
    return ADDRESS.sub("", text[:600])


class Flood(BaseException):
    """The program printed more than it may. The parent has been told and ends the process."""


class Printed(io.BytesIO):
    """Standard output of the program, up to a limit."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def write(self, data):
        size = io.BytesIO.write(self, data)
        if io.BytesIO.tell(self) > self.limit:
            self.limit = 1 << 40
            emit('"at":"flood"')
            raise Flood()
        return size


@contextlib.contextmanager
def printing(stdin=""):
    """Captures what is printed in the block; yields a function that gives the text so far."""
    kept = sys.stdout, sys.stdin
    sink = Printed(JOB["outputBytes"])
    sys.stdout = io.TextIOWrapper(sink, encoding="utf-8", errors="replace", newline="", write_through=True)
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "replace")), encoding="utf-8", newline=None)
    try:
        yield lambda: io.BytesIO.getvalue(sink).decode("utf-8", "replace")
    finally:
        sys.stdout, sys.stdin = kept


def emit(body):
    """One protocol line. The leading line break ends whatever the program wrote to the descriptor itself."""
    data = ("\n%s {%s}\n" % (JOB["nonce"], body)).encode("ascii")
    while data:
        data = data[write_bytes(1, data) :]


def describe(error):
    """The JSON text of an error with its place: the innermost frame in a file of the candidate or of a test."""
    file = line = None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name in PLACES:
            file, line = name, trace.tb_lineno
        trace = trace.tb_next
    if issubclass(type(error), SyntaxError) and type(error.filename) is str and error.filename in PLACES:
        file, line = error.filename, error.lineno
    module = error.name if issubclass(type(error), ModuleNotFoundError) else None
    names = ",".join(quoted(class_name(kind)) for kind in type.__dict__["__mro__"].__get__(type(error)))
    return '{"type":%s,"mro":[%s],"message":%s,"file":%s,"line":%s,"module":%s}' % (
        quoted(class_name(type(error))),
        names,
        quoted(safe_text(str, error)),
        quoted(file) if file else "null",
        int(line) if type(line) is int else "null",
        quoted(str(module)) if type(module) is str else "null",
    )


# File names that may be shown as the place of an error.
PLACES = set()
