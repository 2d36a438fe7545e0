"""Recording real calls: from tests, from programs, from programs that do all they can to be left alone."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright.model.recipe import Atom, Call, Items
from speedwright.model.verdict import Verdict
from speedwright.model.work import Cancellation
from speedwright.pipeline.record import Recording, RecordRequest, record
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.recorded_calls import CallStore, digest
from speedwright.settings import Settings

PARCELS = Path(__file__).parents[2] / "fixtures" / "workspaces" / "parcels"
VERSIONS = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
INTERPRETERS = [sys.executable, *(str(each) for each in VERSIONS.glob("3.[891]*/bin/python"))]


def recorded(root: Path, *command: str) -> Recording:
    request = RecordRequest(root, Settings(), (root,), root, command)
    return record(request, Cancellation())


def calls(root: Path, path: str, function: str, *parameters: str) -> list[Call]:
    return [each.call for each in CallStore(root).load(Path(path), function, parameters)]


@pytest.fixture
def parcels(tmp_path: Path) -> Path:
    return shutil.copytree(PARCELS, tmp_path / "parcels")


def workspace(root: Path, **modules: str) -> Path:
    (root / "pyproject.toml").write_text("")
    for name, source in modules.items():
        (root / f"{name}.py").write_text(source)
    return root


def test_a_program_shows_real_calls(parcels: Path) -> None:
    recording = recorded(parcels, sys.executable, "main.py", "600")
    assert recording.status == 0
    found = CallStore(parcels).load(Path("parcels/rates.py"), "labels", ["codes"])
    assert len(found) == 2
    assert not any(each.by_test for each in found)
    # The script's own functions, too, which nothing imports.
    assert calls(parcels, "main.py", "codes", "count")


def test_tests_are_run_by_default_and_known_as_such(parcels: Path) -> None:
    (parcels / "pyproject.toml").write_text("")
    recording = record(RecordRequest(parcels, Settings(python=sys.executable), (parcels,), parcels), Cancellation())
    # One of the fixture's tests fails.
    assert recording.status == 1
    found = CallStore(parcels).load(Path("parcels/rates.py"), "labels", ["codes"])
    assert {each.by_test for each in found} == {True}
    assert Call((Items("list", (), 0),)) in [each.call for each in found]
    assert calls(parcels, "parcels/rates.py", "Depot.take", "self", "weight")


def test_only_what_was_asked_for_is_recorded(parcels: Path) -> None:
    request = RecordRequest(parcels, Settings(), (parcels / "main.py",), parcels, (sys.executable, "main.py", "10"))
    assert list(record(request, Cancellation()).recorded.calls) == ["main.py::codes"]


def test_calls_lie_in_an_ignored_folder_that_others_cannot_read(parcels: Path) -> None:
    recorded(parcels, sys.executable, "main.py", "5")
    cache = parcels / ".speedwright" / "cache"
    assert (cache / ".gitignore").read_text() == "*\n"
    file = cache / "calls" / "parcels" / "rates.py.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((cache / "calls").stat().st_mode) == 0o700
    assert list((cache / "calls").glob(".parts-*")) == []


def test_calls_outlive_a_new_body_and_not_new_parameters(parcels: Path) -> None:
    recorded(parcels, sys.executable, "main.py", "5")
    assert calls(parcels, "parcels/rates.py", "labels", "codes")
    assert calls(parcels, "parcels/rates.py", "labels", "codes", "strict=") == []


def test_damaged_lines_are_passed_over(parcels: Path) -> None:
    recorded(parcels, sys.executable, "main.py", "5")
    file = parcels / ".speedwright" / "cache" / "calls" / "parcels" / "rates.py.jsonl"
    whole = file.read_text()
    file.write_text(
        '{"function": 3}\n[1, 2\nnull\n{"function": "labels", "parameters": ["codes"], "call": 7}\n' + whole
    )
    assert len(calls(parcels, "parcels/rates.py", "labels", "codes")) == len(whole.splitlines())


def test_recordings_add_up_within_bounds(tmp_path: Path) -> None:
    source = (
        "import sys\ndef f(x): return x\nif __name__ == '__main__':\n    for n in range(5000): f(eval(sys.argv[1]))\n"
    )
    root = workspace(tmp_path, prog=source)
    for shape in ("n", "'a' * n", "[n] * (n % 50)", "{n: str(n)}", "(n, [n, {n}])", "-n / 2"):
        recorded(root, sys.executable, "prog.py", shape)
    found = calls(root, "prog.py", "f", "x")
    assert len(found) <= 48
    kinds = {type(call.arguments[0].value) for call in found if isinstance(call.arguments[0], Atom)}
    assert kinds == {int, str, float}


def test_new_recordings_void_a_verdict(parcels: Path) -> None:
    store = CallStore(parcels)
    before = digest(store.load(Path("parcels/rates.py"), "labels", ["codes"]))
    recorded(parcels, sys.executable, "main.py", "5")
    after = digest(store.load(Path("parcels/rates.py"), "labels", ["codes"]))
    assert before == ""
    assert after not in ("", before)


HOSTILE = '''
import enum, functools, os, pickle, sys, threading
class Evil:
    def __init__(self, x): self.x = x
    def __reduce__(self): raise SystemExit("reduce")
    def __repr__(self): raise SystemExit("repr")
    def __eq__(self, other): raise SystemExit("eq")
    __hash__ = None
    def __len__(self): raise SystemExit("len")
    def __getattr__(self, name): raise SystemExit("attribute " + name)
class Liar:
    @property
    def __class__(self): raise SystemExit("class")
def take(thing): return 1
def large(thing): return 1
def long(thing): return 1
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def change(values): values.append(1)
def default(a, b=2, *rest, c=3, d, **others): return a
@functools.lru_cache(None)
def cached(x): return x
def lazy(n):
    """Says so."""
    yield n
async def later(n): return n
class Kind:
    """Says so."""
    @classmethod
    def made(cls, a): return a
    @staticmethod
    def plain(a): return a
    @property
    def seen(self): return 1
def run():
    for value in (Evil(1), Liar(), open(os.devnull), memoryview(b"x"), lambda: 1, [[1]], len, "\\ud800"):
        take(value)
    deep = []
    for _ in range(100000): deep = [deep]
    take(deep); large(list(range(10 ** 6))); long(["x" * 10 ** 6])
    assert fib(12) == 144
    values = []; change(values); assert values == [1]
    default(1, d=4); cached(3); cached(3)
    assert cached.cache_info().hits == 1 and lazy.__doc__ == Kind.__doc__ == "Says so."
    assert list(lazy(1)) == [1] and later(1).send is not None
    Kind.made(2); Kind.plain(3); Kind().seen
    assert pickle.loads(pickle.dumps(take)) is take
    ts = [threading.Thread(target=lambda: [take((i,)) for i in range(200)]) for _ in range(4)]
    [t.start() for t in ts]; [t.join() for t in ts]
    if os.fork() == 0:
        take({"forked": 1}); os._exit(0)
    os.wait()
    os.kill(os.getpid(), 9)
'''
REPLACED = """
import sys
def f(x): return x
class Stand:
    f = staticmethod(f)
    def __getattr__(self, name): raise SystemExit(name)
sys.modules[__name__] = Stand()
"""


@pytest.mark.parametrize("python", INTERPRETERS)
def test_hostile_values_disturb_neither_side(tmp_path: Path, python: str) -> None:
    root = workspace(
        tmp_path, hostile=HOSTILE, replaced=REPLACED, go="import hostile, replaced\nreplaced.f(1)\nhostile.run()\n"
    )
    recording = recorded(root, python, "go.py")
    # The program came to its end, which is to kill itself.
    assert recording.status == -9
    taken = json.dumps((root / ".speedwright/cache/calls/hostile.py.jsonl").read_text())
    assert "forked" in taken
    assert calls(root, "hostile.py", "fib", "n") == [Call((Atom(12),))]
    assert calls(root, "hostile.py", "change", "values") == [Call((Items("list", (), 0),))]
    parameters = ("a", "b", "*rest", "c=", "d=", "**others")
    assert calls(root, "hostile.py", "default", *parameters) == [Call((Atom(1),), (("d", Atom(4)),))]
    assert calls(root, "hostile.py", "Kind.made", "cls", "a") == [Call((Atom(2),))]
    assert calls(root, "hostile.py", "Kind.plain", "a") == [Call((Atom(3),))]
    assert calls(root, "replaced.py", "f", "x") == [Call((Atom(1),))]
    assert {"too large", "too long a text"} <= set(recording.recorded.missed)


def test_a_sitecustomize_of_the_users_still_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import builtins\nbuiltins.customised = True\n")
    monkeypatch.setenv("PYTHONPATH", str(site))
    root = workspace(tmp_path, prog="import sub\nassert customised\nsub.f(1)\n", sub="def f(x): return x\n")
    assert recorded(root, sys.executable, "prog.py").status == 0
    assert calls(root, "sub.py", "f", "x") == [Call((Atom(1),))]


def test_a_cancelled_command_ends_and_keeps_what_was_seen(tmp_path: Path) -> None:
    source = (
        "import sub, time, signal\nsignal.signal(2, signal.SIG_IGN)\nsub.f(1)\nopen('on', 'w')\ntime.sleep(600)\n"
    )
    root = workspace(tmp_path, prog=source, sub="def f(x): return x\n")
    cancellation = Cancellation()

    def cancel_when_on() -> None:
        while not (root / "on").exists():
            time.sleep(0.01)
        cancellation.cancel()

    waiting = threading.Thread(target=cancel_when_on)
    waiting.start()
    with pytest.raises(Cancelled):
        record(RecordRequest(root, Settings(), (root,), root, (sys.executable, "prog.py")), cancellation)
    waiting.join()
    assert calls(root, "sub.py", "f", "x") == [Call((Atom(1),))]


def test_a_folder_that_is_no_workspace_has_no_tests_run(tmp_path: Path) -> None:
    with pytest.raises(SpeedwrightError, match="no workspace"):
        record(RecordRequest(tmp_path, Settings(), (tmp_path,), tmp_path), Cancellation())


def judged(root: Path, path: str, function: str, old: str, new: str) -> Verdict:
    candidate = root / "candidate.txt"
    text = (root / path).read_text()
    assert old in text
    candidate.write_text(text.replace(old, new))
    return verify(
        VerifyRequest(root / path, candidate, function, Settings(python=sys.executable), root=root, budget_s=90.0)
    )


def test_recorded_calls_narrow_the_domain_and_give_the_sizes(parcels: Path) -> None:
    shutil.rmtree(parcels / "tests")
    recorded(parcels, sys.executable, "main.py", "600")
    old = (parcels / "parcels/rates.py").read_text().partition("    kept = []\n")[2].partition("\n\n\n")[0]
    # Right for texts, wrong for values that are equal and not alike.
    verdict = judged(parcels, "parcels/rates.py", "labels", old, "    return sorted(set(codes), key=codes.index)")
    assert verdict.evidence.counterexample is None
    assert verdict.evidence.sources["recorded"] == 2
    assert verdict.evidence.domain["codes"].source == "example"
    assert verdict.measurement is not None
    assert {600 <= size.n < 620 for size in verdict.measurement.sizes} == {True}
