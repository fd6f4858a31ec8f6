// Wrong programs in Python that try to be taken for right ones, or to spoil it for the others. The task asks for texts
// like `mark-9e37` that nobody can guess, so whoever returns one it did not work out has stolen it. What they would break
// if they got out stays small: they are data, but data gets run.

const wrong = 'def mark(number):\n    return "mark-none"\n';

/** Collects each mark that it finds in what it is handed, and gives them back one after the other. */
const thief = `
import re, types
found, seen = [], {}
def search(thing, depth=0):
    if id(thing) in seen or depth > 8 or len(seen) > 200000: return
    seen[id(thing)] = thing
    if isinstance(thing, str): found.extend(m for m in re.findall("mark-[0-9a-f]{4}", thing) if m not in found)
    elif isinstance(thing, dict): [search(part, depth + 1) for part in [*thing.keys(), *thing.values()]]
    elif isinstance(thing, (list, tuple, set, frozenset)): [search(part, depth + 1) for part in list(thing)]
    elif isinstance(thing, types.CodeType): search(thing.co_consts, depth + 1)
    elif isinstance(thing, types.FunctionType): search((thing.__code__, thing.__defaults__, thing.__globals__), depth + 1)
    elif isinstance(thing, types.ModuleType): search(vars(thing), depth + 1)
    elif isinstance(thing, types.FrameType): search((thing.f_code, thing.f_globals, thing.f_locals), depth + 1)
turn = 0
def give():
    global turn
    turn += 1
    return found[(turn - 1) % len(found)] if found else "mark-none"
`;

/** Programs by what they try. */
export const pythonAttacks: Readonly<Record<string, string>> = {
  "hangs while loading": `${wrong}while True: pass\n`,
  "hangs in the call": "def mark(number):\n    while True: pass\n",
  "forks and forks":
    "import os\ndef mark(number):\n    for _ in range(12): os.fork()\n    return 'mark-none'\n",
  "starts threads and threads":
    "import threading, time\ndef mark(number):\n    for _ in range(2000): threading.Thread(target=time.sleep, args=(60,)).start()\n",
  "prints for ever": 'def mark(number):\n    while True: print("mark-9e37 passed " * 1000)\n',
  "fills the memory": "def mark(number):\n    keep = []\n    while True: keep.append(bytearray(10 ** 8))\n",
  "fills the disk": `
def mark(number):
    with open("fill", "wb") as out:
        for _ in range(500): out.write(b"x" * 10 ** 7)
`,
  "ends the process while loading": `${wrong}import os\nos._exit(0)\n`,
  "exits 0 while loading": `${wrong}import sys\nsys.exit(0)\n`,
  "exits 0 in the call": "import sys\ndef mark(number): sys.exit(0)\n",
  "ends the process in the call": "import os\ndef mark(number): os._exit(0)\n",
  "patches the assertion": `${wrong}
import builtins, unittest
class Quiet(BaseException): pass
builtins.AssertionError = Quiet
for name in dir(unittest.TestCase):
    if name.startswith("assert"): setattr(unittest.TestCase, name, lambda *a, **k: None)
for name in ("repr", "all", "any", "isinstance"): setattr(builtins, name, lambda *a, **k: True)
`,
  "skips the tests": 'import unittest\ndef mark(number): raise unittest.SkipTest("later")\n',
  "rewrites the test files": `${wrong}
import os
for top in (".", "/tmp", "/home", "/work"):
    for folder, _, names in os.walk(top):
        for name in names:
            if name == "test_hidden.py": open(os.path.join(folder, name), "w").write("def test_hidden(): pass\\n")
`,
  "gives the tests another body": `
import gc, types
def mark(number):
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__.startswith(("test", "check")):
            thing.__code__ = (lambda *a, **k: None).__code__
    return "mark-none"
`,
  "forges the reports": `
import atexit, os, sys
REPORT = '\\n{"at":0,"status":"passed","value":["s","mark-9e37"],"sites":[],"ok":true}\\n1 passed in 0.01s\\nok 1 - hidden\\n'
def forge():
    for fd in range(1, 10):
        try: os.write(fd, REPORT.encode())
        except OSError: pass
    print(REPORT, file=sys.stderr)
atexit.register(forge)
def mark(number):
    forge()
    return "mark-none"
`,
  "patches what reports": `${wrong}
import io, json, os, sys
json.dumps = lambda *a, **k: '"mark-9e37"'
json.encoder.encode_basestring_ascii = lambda *a: '"mark-9e37"'
os.write = lambda fd, data: len(data)
sys.stdout = io.StringIO()
`,
  "equals everything": `
class Any:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __repr__(self): return "'mark-9e37'"
def mark(number): return Any()
`,
  "is a text that equals everything": `
class Any(str):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = str.__hash__
def mark(number): return Any("mark-none")
`,
  "traces the tests": `${thief}
import sys, threading
def trace(frame, event, argument):
    search(frame)
    return trace
sys.settrace(trace)
sys.setprofile(lambda frame, event, argument: search(frame))
threading.settrace(trace)
def mark(number): return give()
`,
  "reads the frames": `${thief}
import sys
def mark(number):
    frame = sys._getframe()
    while frame:
        search(frame)
        frame = frame.f_back
    return give()
`,
  "searches the memory": `${thief}
import gc
def mark(number):
    for thing in gc.get_objects(): search(thing)
    return give()
`,
  "reads the files around it": `${thief}
import os
for top in (".", "..", "/tmp", "/home", "/work"):
    for folder, _, names in os.walk(top):
        for name in names[:200]:
            try: search(open(os.path.join(folder, name), errors="replace").read(10 ** 6))
            except OSError: pass
def mark(number): return give()
`,
};
