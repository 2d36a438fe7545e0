"""What a check keeps, and that it never shows: findings are the same kept or anew, by one process or by several."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from speedwright.cache import VARIABLE, put_ignored
from speedwright.pipeline.check import check
from speedwright.pipeline.finding_store import MOST_CIRCUMSTANCES
from speedwright.settings import Settings, load_settings
from speedwright.skills.standing import PLACE, sealed
from speedwright_server.cli.findings.json_text import findings_as_json
from tests.cli.running import speedwright
from tests.lsp.processes import children, ended
from tests.pipeline.team_pages import PAGE, add_page

SLOW = "def f(y):\n    return not not y\n"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "workspaces"
BROKEN = "def f(y:\n    return not not y\n"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty one for each test."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Files in two languages, with findings and without, a broken one and one that is no text."""
    add_page(tmp_path)
    (tmp_path / "clean.py").write_text("x = 1\n")
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "same.py").write_text(SLOW)
    (tmp_path / "broken.py").write_text(BROKEN)
    (tmp_path / "bytes.py").write_bytes(b"x = '\xe9'\n")
    (tmp_path / "a.ts").write_text(
        "function f(a: string[], b: string[]) {\n  return a.filter((x) => b.includes(x));\n}\n"
    )
    (tmp_path / "a.pyi").write_text("def f(y): return not not y\n")
    return tmp_path


def printed(folder: Path, *options: str) -> str:
    done = speedwright("check", "--format", "json", *options, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def output(folder: Path, kept: bool = True) -> str:
    """The same without a process."""
    return findings_as_json(check([folder], folder, load_settings(folder), kept=kept))


def kept_files(cache: Path) -> list[Path]:
    return sorted(path for path in (cache / "findings-1").rglob("*") if path.is_file())


def test_kept_anew_and_parallel_are_byte_for_byte_the_same(workspace: Path, cache: Path) -> None:
    for number, path in enumerate(sorted(FIXTURES.rglob("*.py"))):
        (workspace / f"fixture{number}.py").write_bytes(path.read_bytes())
    anew = printed(workspace, "--no-cache", "--jobs", "1")
    assert kept_files(cache) == []
    parallel = printed(workspace, "--no-cache", "--jobs", "2")
    first = printed(workspace, "--jobs", "2")
    assert kept_files(cache)
    kept = printed(workspace)
    (workspace / "slow.py").write_text(SLOW + "\n")
    both = printed(workspace)
    anew_again = printed(workspace, "--no-cache", "--jobs", "1")

    assert '"double-negation"' in anew
    assert "does not parse" in anew
    assert [parallel, first, kept] == [anew] * 3
    assert both == anew_again


def test_what_was_kept_is_not_looked_at_again(workspace: Path, cache: Path) -> None:
    output(workspace)
    for path in kept_files(cache):
        _reseal(path, lambda text: text.replace("double-negation", "kept-negation"))

    assert '"kept-negation"' in output(workspace)
    assert '"kept-negation"' not in output(workspace, kept=False)


def test_a_changed_file_is_looked_at_and_the_others_are_not(workspace: Path, cache: Path) -> None:
    output(workspace)
    for path in kept_files(cache):
        _reseal(path, lambda text: text.replace("double-negation", "kept-negation"))
    (workspace / "slow.py").write_text("# moved\n" + SLOW)

    skills = {(Path(found["path"]).name, found["skill"]) for found in json.loads(output(workspace))["findings"]}

    assert {("slow.py", "double-negation"), ("same.py", "kept-negation")} <= skills


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / ".speedwright/skills/double-negation/SKILL.md").write_text(
            PAGE.replace("negates twice", "says no twice")
        ),
        lambda root: add_page(root, "triple-negation", PAGE.replace("double-negation", "triple-negation")),
        lambda root: (root / "pyproject.toml").write_text('[tool.speedwright]\nignore = ["double-negation"]\n'),
        lambda root: (root / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.12"\n'),
    ],
    ids=["page", "new page", "settings", "version of Python"],
)
def test_whatever_findings_depend_on_makes_a_difference(workspace: Path, change: Callable[[Path], object]) -> None:
    output(workspace)
    change(workspace)

    assert output(workspace) == output(workspace, kept=False)


@pytest.mark.parametrize("damage", [b"", b"\0\1", b"{}", None])
def test_damage_is_as_good_as_nothing_kept(workspace: Path, cache: Path, damage: bytes | None) -> None:
    anew = output(workspace)
    for path in kept_files(cache):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if damage is None else damage)

    assert output(workspace) == anew
    assert output(workspace) == anew


def test_rows_that_nobody_wrote_in_this_form_are_as_good_as_nothing_kept(workspace: Path, cache: Path) -> None:
    anew = output(workspace)
    for path in kept_files(cache):
        _reseal(path, lambda text: json.dumps({key: [[[1]], 3] for key in json.loads(text)}))

    assert output(workspace) == anew


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(workspace: Path, cache: Path) -> None:
    anew = output(workspace, kept=False)
    (cache / "findings-1").write_text("in the way")

    assert output(workspace) == anew


def test_runs_at_the_same_time_end_with_what_one_of_them_kept(workspace: Path, cache: Path) -> None:
    anew = printed(workspace, "--no-cache")
    command = [sys.executable, "-m", "speedwright_server", "check", "--format", "json"]
    runs = [
        subprocess.Popen(command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(3)
    ]

    assert {run.communicate(timeout=120)[0] for run in runs} == {anew}
    assert printed(workspace) == anew
    assert [path for path in kept_files(cache) if path.name.startswith(".")] == []


def test_what_a_killed_writer_left_is_swept(workspace: Path, cache: Path) -> None:
    output(workspace)
    (folder,) = (cache / "findings-1").iterdir()
    old, new = folder / ".old", folder / ".new"
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (0, 0))
    (workspace / "slow.py").write_text("# moved\n" + SLOW)
    output(workspace)

    assert (old.exists(), new.exists()) == (False, True)


def test_findings_of_earlier_versions_go_after_a_while(workspace: Path, cache: Path) -> None:
    output(workspace)
    (folder,) = (cache / "findings-1").iterdir()
    os.utime(folder, (0, 0))
    (workspace / ".speedwright/skills/double-negation/SKILL.md").write_text(PAGE + "\n")
    output(workspace)

    assert not folder.exists()


def test_findings_under_few_circumstances_are_kept(workspace: Path, cache: Path) -> None:
    output(workspace)
    (first,) = (cache / "findings-1").iterdir()
    for number in range(MOST_CIRCUMSTANCES + 3):
        (first.parent / f"{number}").mkdir()
        os.utime(first.parent / f"{number}", (time.time() - 100 + number,) * 2)
    (workspace / ".speedwright/skills/double-negation/SKILL.md").write_text(PAGE + "\n")
    output(workspace)

    left = {each.name for each in first.parent.iterdir()}
    assert len(left) == MOST_CIRCUMSTANCES
    assert first.name in left
    assert "0" not in left


def test_a_verdict_that_changes_no_finding_costs_nothing(workspace: Path, cache: Path) -> None:
    output(workspace)
    for outcomes in ({"a": "accepted"}, {"a": "not-faster"}, {"a": "undecided", "b": "accepted"}):
        put_ignored(workspace, PLACE, sealed({"double-negation": outcomes}))
        output(workspace)

    assert len(list((cache / "findings-1").iterdir())) == 1


def test_a_skill_that_keeps_failing_is_told_quietly_from_then_on(workspace: Path, cache: Path) -> None:
    before = output(workspace)
    put_ignored(workspace, PLACE, sealed({"double-negation": {str(number): "not-faster" for number in range(9)}}))
    after = output(workspace)

    assert "told quietly: 0 of 9 rewrites" in after
    assert after != before
    assert after == output(workspace, kept=False)


def test_a_page_that_is_refused_is_told_every_time(workspace: Path) -> None:
    add_page(workspace, "bad", "no page")

    assert [output(workspace) for _ in range(2)] == [output(workspace, kept=False)] * 2


def test_the_engine_itself_keeps_nothing_unless_it_is_asked(workspace: Path, cache: Path) -> None:
    report = check([workspace], workspace, Settings(), jobs=2)

    assert report.findings
    assert kept_files(cache) == []
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_interrupting_a_check_ends_its_processes(tmp_path: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(FIXTURES.rglob("*.py")))
    for number in range(300):
        (tmp_path / f"m{number}.py").write_text(f"N = {number}\n{text}")
    command = [sys.executable, "-m", "speedwright_server", "check", "--no-cache", "--jobs", "2"]
    run = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    workers = _children_when_there(run.pid, 2)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)

    assert (run.returncode, said) == (130, "")
    assert asyncio.run(ended(workers)) == set()


def _children_when_there(pid: int, number: int) -> set[int]:
    """What runs below a process, once there are so many."""
    while len(found := children(pid)) < number:
        time.sleep(0.05)
    return found


def _reseal(path: Path, change: Callable[[str], str]) -> None:
    """Changes what a kept file says, as if it had been written so."""
    from speedwright.pipeline.finding_store import _sealed

    path.write_text(_sealed(json.loads(change(path.read_text().partition("\n")[2]))))
