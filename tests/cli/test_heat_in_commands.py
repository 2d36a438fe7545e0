"""`check --profile` and `improve --profile` as processes."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import speedwright

SHOP = """\
def counts(paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        found[path] = paths.count(path)
    return found


def members(items: list[int], wanted: list[int]) -> list[int]:
    result = []
    for item in items:
        if item in wanted:
            result.append(item)
    return result


def spinning(n: int) -> int:
    total = 0
    for number in range(n):
        total += number * number % 7
    return total


def main() -> None:
    counts([f"p{n % 400}" for n in range(4000)])
    members(list(range(1000)), list(range(500)))
    spinning(100_000)


if __name__ == "__main__":
    main()
"""
RAW = """\
<module> (shop.py:30);main (shop.py:24);counts (shop.py:4) {counts}
<module> (shop.py:30);main (shop.py:25);members (shop.py:11) {members}
<module> (shop.py:30);main (shop.py:26);spinning (shop.py:19) 200
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    # Enough for a verdict on a machine that has other work to do.
    (tmp_path / "pyproject.toml").write_text("[tool.speedwright]\nbudget = 200\n")
    (tmp_path / "shop.py").write_text(SHOP)
    return tmp_path


def keep(workspace: Path, counts: int, members: int) -> None:
    (workspace / "p.raw").write_text(RAW.format(counts=counts, members=members))


def checked(workspace: Path) -> dict[str, Any]:
    done = speedwright("check", "--profile", "p.raw", "--format", "json", "shop.py", cwd=workspace)
    assert done.returncode == 1, done.stderr
    return dict(json.loads(done.stdout))


def test_the_hottest_finding_comes_first_and_the_cold_one_is_quiet(workspace: Path) -> None:
    keep(workspace, counts=2, members=798)
    report = checked(workspace)

    assert [(each["function"], each["heat"], each["stale"]) for each in report["findings"]] == [
        ("members", 0.798, False),
        ("counts", 0.002, False),
    ]
    assert [each["severity"] for each in report["findings"]] == ["warning", "information"]


def test_hot_functions_without_a_finding_are_listed(workspace: Path) -> None:
    keep(workspace, counts=400, members=400)
    (spot,) = checked(workspace)["hotspots"]
    text = speedwright("check", "--profile", "p.raw", "shop.py", cwd=workspace).stdout

    assert (spot["path"], spot["function"], spot["line"], spot["share"]) == ("shop.py", "spinning", 16, 0.2)
    assert "(40% of the time) [list-count-in-loop]" in text
    assert "shop.py:16: spinning takes 20% itself (2 s)" in text


def test_heat_of_a_function_that_changed_is_stale(workspace: Path) -> None:
    keep(workspace, counts=400, members=400)
    speedwright("profile", "--import", "p.raw", "--output", "p.json", cwd=workspace)
    (workspace / "p.json").rename(workspace / "p.raw")
    (workspace / "shop.py").write_text(f"import os\n\n\n{SHOP.replace('result = []', 'result = list()')}")
    found = {each["function"]: (each["heat"], each["stale"]) for each in checked(workspace)["findings"]}

    assert found == {"counts": (0.4, False), "members": (0.4, True)}


def test_lines_that_native_code_takes_get_no_advice_about_steps_of_python(workspace: Path) -> None:
    (workspace / "shop.py").write_text(
        "import re\n\n\ndef matching(lines: list[str]) -> list[str]:\n    found = []\n    for line in lines:\n"
        "        pattern = re.compile('a+b')\n        if pattern.match(line):\n            found.append(line)\n"
        "    return found\n"
    )
    called = "matching (shop.py:7);_sre (/usr/lib/python3.11/lib-dynload/_sre.cpython-311.so)"
    (workspace / "p.raw").write_text(f"{called} 90\nmatching (shop.py:7) 10\n")
    native = speedwright("check", "--profile", "p.raw", "--format", "json", "shop.py", cwd=workspace)
    (workspace / "p.raw").write_text("matching (shop.py:7) 100\n")
    python = speedwright("check", "--profile", "p.raw", "--format", "json", "shop.py", cwd=workspace)

    lines = [[each["start"]["line"] for each in json.loads(done.stdout)["findings"]] for done in (native, python)]
    assert 7 not in lines[0]
    assert 7 in lines[1]


@pytest.mark.parametrize("command", ["check", "improve"])
def test_a_file_that_is_no_profile_is_one_line(workspace: Path, command: str) -> None:
    done = speedwright(command, "--profile", "shop.py", "shop.py", cwd=workspace)

    assert (done.returncode, done.stdout) == (2, "")
    assert "is no profile that Speedwright can read" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_hottest_function_is_improved_first_and_tells_its_worth(workspace: Path) -> None:
    keep(workspace, counts=300, members=500)
    arguments = ["--profile", "p.raw", "--format", "json", "--python", sys.executable, "shop.py"]
    done = speedwright("improve", *arguments, cwd=workspace)

    results = json.loads(done.stdout)["results"]
    assert [each["function"] for each in results if each["verdict"] == "accepted"] == ["shop.members", "shop.counts"]
    for result, share in zip(results, (0.5, 0.3), strict=True):
        program, ratio = result["program"], result["measurement"]["ratio"]
        assert program["share"] == share
        assert program["saved"] == pytest.approx(share * (1 - 1 / ratio), rel=1e-2)
        assert program["speedup"] == pytest.approx(1 / (1 - program["saved"]), rel=1e-2)
        assert not program["stale"]


def test_the_program_is_measured_again_in_copies_when_asked(workspace: Path) -> None:
    done = speedwright("profile", "--output", "p.json", "--", sys.executable, "shop.py", cwd=workspace)
    assert done.returncode == 0, done.stderr
    done = speedwright(
        "improve", "--profile", "p.json", "--reprofile", "--python", sys.executable, "shop.py::counts", cwd=workspace
    )

    assert "program     " in done.stdout
    assert "The program took " in done.stdout, done.stderr
    assert " s of CPU time before and " in done.stdout
    assert (workspace / "shop.py").read_text() == SHOP


def test_measuring_again_needs_a_profile(workspace: Path) -> None:
    done = speedwright("improve", "--reprofile", "shop.py", cwd=workspace)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--reprofile needs --profile FILE" in done.stderr


def test_calls_are_kept_in_a_run_of_their_own(workspace: Path) -> None:
    done = speedwright("profile", "--record", "--", sys.executable, "shop.py", cwd=workspace)

    assert "Kept 4 calls of 4 functions in .speedwright/cache/calls." in done.stderr
    calls = (workspace / ".speedwright" / "cache" / "calls" / "shop.py.jsonl").read_text()
    assert '"function":"members"' in calls
