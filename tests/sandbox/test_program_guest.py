"""Whole programs in real guests: every way to read and to end, on every interpreter found."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from speedwright.errors import Cancelled
from speedwright.model.work import Cancellation
from speedwright.sandbox.connection import GuestTimeout
from speedwright.sandbox.guest_handle import ImportFailed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.program_guest import Program, ProgramGuest, Run

ROOT = Path(__file__).parents[2]
READERS = {
    "input": "while True:\n    try:\n        print(input())\n    except EOFError:\n        break",
    "readline": "import sys\nfor line in iter(sys.stdin.readline, ''):\n    print(line.rstrip())",
    "iteration": "import sys\nfor line in sys.stdin:\n    print(line, end='')",
    "read": "import sys\nsys.stdout.write(sys.stdin.read())",
    "buffer": "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())",
    "descriptor": "import os\nos.write(1, os.read(0, 100))",
    "open 0": "print(open(0).read(), end='')",
    "fileinput": "import fileinput\nfor line in fileinput.input():\n    print(line, end='')",
}


def guest(source: str, python: str = "", kind_of_code: Any = "plain", seconds: float = 60.0) -> ProgramGuest:
    interpreter = find_interpreter(ROOT, python)
    program = Program(ROOT / "program.py", ROOT, source.encode(), interpreter, best_isolation(), 1024)
    return ProgramGuest(program, 1, Cancellation(seconds), kind_of_code)


def run(source: str, text: bytes = b"", python: str = "") -> Run:
    with guest(source, python) as live:
        (done,) = live.run([text], 1.0)
    return done


def interpreters() -> list[str]:
    """Every CPython from 3.8 on that pyenv has, or the one that runs the tests."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [str(path) for path in sorted(versions.glob("3.*/bin/python"))]
    return [path for path in found if int(Path(path).parts[-3].split(".")[1]) >= 8] or [""]


@pytest.mark.parametrize("reader", READERS)
def test_standard_input_is_read_in_every_way(reader: str) -> None:
    done = run(READERS[reader], b"one\ntwo\n")
    assert (done.status, done.output.text, done.errors.text) == (0, "one\ntwo\n", "")
    assert done.effects == ()


@pytest.mark.parametrize("python", interpreters(), ids=lambda path: Path(path).parent.parent.name)
def test_every_interpreter_runs_a_program_to_its_end(python: str) -> None:
    source = (
        "import atexit, json, sys, threading\n"
        "class Late:\n    def __del__(self): print('deleted')\n"
        "kept = Late()\n"
        "atexit.register(print, 'exits')\n"
        "threading.Thread(target=print, args=(json.dumps(input()),)).start()\n"
        "if __name__ == '__main__':\n    print(sys.argv[1:], file=sys.stderr)\n    sys.exit(3)\n"
    )
    done = run(source, b"text", python)
    assert (done.status, done.output.text, done.errors.text) == (3, '"text"\nexits\ndeleted\n', "[]\n")


ENDS = {
    "falls off its end": ("print(1)", 0, "1\n", ""),
    "exits with a number": ("import sys\nprint(1)\nsys.exit(7)", 7, "1\n", ""),
    "exits with words": ("import sys\nsys.exit('no')", 1, "", "no\n"),
    "exits without clearing up": ("import os\nprint(1, flush=True)\nos._exit(5)", 5, "1\n", ""),
    "without a last newline": ("print('x', end='')", 0, "x", ""),
}


@pytest.mark.parametrize("end", ENDS)
def test_ends(end: str) -> None:
    source, status, output, errors = ENDS[end]
    done = run(source)
    assert (done.status, done.output.text, done.errors.text) == (status, output, errors)


def test_exceptions_are_told_apart_by_who_raised_them() -> None:
    own, other = run("raise ValueError('mine')"), run("[][0]")
    assert (own.status, own.raised) == (
        1,
        {"type": "ValueError", "own": True, "message": "mine", "said": "mine"},
    )
    assert (other.status, other.raised and (other.raised["type"], other.raised["own"])) == (1, ("IndexError", False))
    assert own.errors.size == other.errors.size == 0


def test_an_exception_in_a_thread_is_seen() -> None:
    done = run("import threading\ndef work():\n    raise KeyError(1)\nthreading.Thread(target=work).start()")
    assert done.raised is not None
    assert done.raised["type"] == "KeyError"


def test_large_outputs_are_compared_by_digest() -> None:
    done = run("for i in range(300000):\n    print(i)")
    whole = "".join(f"{i}\n" for i in range(300000)).encode()
    assert (done.output.size, done.output.digest) == (len(whole), hashlib.sha256(whole).hexdigest())
    assert whole.startswith(done.output.text.encode())


def test_endless_work_and_endless_waiting_cost_only_their_own_run() -> None:
    source = (
        "import time\nwhat = input()\nwhile what == 'work': pass\nif what == 'wait': time.sleep(100)\nprint(what)"
    )
    with guest(source) as live:
        runs = live.run([b"work", b"wait", b"none"], 0.2)
    assert [each.failure for each in runs] == ["time-out", "time-out", None]
    assert runs[-1].output.text == "none\n"


def test_endless_output_ends() -> None:
    done = run("while True:\n    print('x' * 100000)")
    assert done.failure == "time-out" or done.raised is not None


def test_files_are_touched_in_an_empty_folder_of_each_run() -> None:
    source = "import os\nprint(os.listdir('.'))\nos.mkdir('sub')\nopen('sub/out.txt', 'w').write(input())"
    with guest(source) as live:
        first, second = live.run([b"a", b"b"], 1.0)
    assert first.output.text == second.output.text == "[]\n"
    assert first.files.keys() == {"sub", "sub/out.txt"}
    assert first.files["sub/out.txt"] == hashlib.sha256(b"a").hexdigest() != second.files["sub/out.txt"]
    assert ("open", "sub/out.txt", "w") in first.effects


def test_what_an_import_does_is_no_effect_of_the_program() -> None:
    assert run("import sqlite3, ctypes, uuid, email.message, asyncio").effects == ()


def test_a_program_does_not_find_the_protocol() -> None:
    source = (
        "import os, stat\n"
        "kinds = []\n"
        "for number in range(64):\n"
        "    try:\n        kinds.append(stat.S_ISSOCK(os.fstat(number).st_mode))\n"
        "    except OSError:\n        pass\n"
        "print(any(kinds))"
    )
    assert run(source).output.text == "False\n"


def test_a_program_finds_no_module_loaded_that_it_would_have_to_pay_for() -> None:
    source = "import sys\nwhile 'json' in sys.modules or 'ctypes' in sys.modules: pass"
    with guest(source) as live:
        live.sample(b"", 0.5)
    bare = run("print(__name__, __file__)\nimport sys\nprint(sys.modules['__main__'].__name__)")
    assert bare.output.text == f"__main__ {ROOT / 'program.py'}\n__main__\n"


def test_samples_count_what_threads_do() -> None:
    work = "sum(range(3000000))"
    threads = f"import threading\nfor _ in range(2): threading.Thread(target=lambda: {work}).start()"
    times = []
    for source in (work, threads):
        with guest(source) as live:
            times.append(min(live.sample(b"", 4.0).cpu_s for _ in range(3)))
    once, twice = times
    assert twice > once


def test_a_program_starts_no_process_that_could_do_its_work() -> None:
    done = run("import os\nos.fork()")
    assert done.raised is not None
    assert done.raised["type"] == "PermissionError"


def test_a_sample_without_end_is_a_time_out() -> None:
    with guest("while True: pass") as live, pytest.raises(GuestTimeout):
        live.sample(b"", 0.2)


def test_branches_outside_of_functions_are_counted_and_the_question_for_main_is_not() -> None:
    source = (
        "import os\ndef f(n):\n    return 1 if n else 2\n"
        "if __name__ == '__main__':\n    if input():\n        print(f(1))\n    os._exit(0)\n"
    )
    with guest(source, kind_of_code="instrumented") as live:
        (done,) = live.run([b"x"], 1.0)
    assert [name for name, _ in live.sites] == ["<program>.f", "<program>.f", "<program>"]
    assert done.hits == {(0, True), (1, True), (2, True)}


FAULTY = """
import sys
def limited(value):
    return value if value < 10 else 10
if __name__ == "__main__":
    number = int(sys.stdin.read())
    print(limited(number) + 0)
"""


def test_faults_are_planted_one_at_a_time_and_probes_tell_where_they_would_show() -> None:
    with guest(FAULTY, kind_of_code="faulty") as live:
        texts = {(each.function, each.text): number for number, each in enumerate(live.faults)}
        relation = texts["limited", "`<` to `<=`"]
        plain, seen = live.run([b"3"], 1.0), live.run([b"3"], 1.0, "probes")
        at_bound = live.run([b"10"], 1.0, "probes")
        planted = live.run([b"3"], 1.0, texts["limited", "`return` of nothing"])
        again = live.run([b"3"], 1.0)

    assert not any("__main__" in each.text for each in live.faults)
    assert plain[0].output == seen[0].output == again[0].output
    assert seen[0].probed is not None
    assert at_bound[0].probed is not None
    assert relation in seen[0].probed.reached - seen[0].probed.told
    assert relation in at_bound[0].probed.told
    assert planted[0].raised is not None
    assert planted[0].raised["type"] == "TypeError"


def test_a_fault_that_makes_the_same_code_is_none() -> None:
    source = "def f():\n    return\n    pass\nprint(1)\nx = 3\nif False:\n    print(x + 1)\n"
    with guest(source, kind_of_code="faulty") as live:
        (number,) = (n for n, each in enumerate(live.faults) if each.text == "`+` to `-`")
        (done,) = live.run([b""], 1.0, number)
    assert done.idle


def test_what_is_not_a_program_is_said() -> None:
    with pytest.raises(ImportFailed, match="SyntaxError"), guest("def"):
        pass


def test_cancelling_ends_a_run() -> None:
    cancellation = Cancellation()
    interpreter = find_interpreter(ROOT)
    program = Program(ROOT / "program.py", ROOT, b"while True: pass", interpreter, best_isolation(), 512)
    with ProgramGuest(program, 1, cancellation) as live:
        cancellation.cancel()
        with pytest.raises(Cancelled):
            live.run([b""], 30.0)
