# Runs the items in order and reports each in a line of its own. It decides nothing: it returns values, sites and errors, and
# the parent makes the verdicts.


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
