"""Checking files and folders, whatever they hold."""

import os
import stat
from pathlib import Path

import pytest

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.check import CheckReport, check
from speedwright.pipeline.diagnosing import diagnose
from speedwright.pipeline.places import Place
from speedwright.pipeline.skills import library
from speedwright.settings import Settings
from speedwright.syntax.source_file import SourceFile
from tests.pipeline.team_pages import add_page

SLOW = "def f(y):\n    return not not y\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    add_page(tmp_path)
    return tmp_path


def checked(workspace: Path, *names: str, settings: Settings = Settings()) -> CheckReport:  # noqa: B008 - immutable
    return check([workspace / name for name in names], workspace, settings)


def test_findings_have_their_place(workspace: Path) -> None:
    (workspace / "a.py").write_text("# é\r\ndef f(y):\r\n    return 'é', not not y\r\n", encoding="utf-8", newline="")

    report = checked(workspace, "a.py")

    (finding,) = report.findings
    assert (finding.skill, finding.function, finding.path) == ("double-negation", "f", workspace / "a.py")
    assert report.place(finding) == Place(3, 17, 3, 26, "    return 'é', not not y")
    assert (report.files, report.problems) == (1, ())


def test_a_folder_is_checked_file_by_file_and_only_in_languages_that_have_patterns(workspace: Path) -> None:
    (workspace / "b.py").write_text(SLOW)
    (workspace / "a.py").write_text(SLOW)
    (workspace / "clean.py").write_text("x = 1\n")
    (workspace / "notes.txt").write_text(SLOW)

    report = checked(workspace, ".")

    assert [finding.path.name for finding in report.findings] == ["a.py", "b.py"]
    assert report.files == 3


def test_only_python_is_said_to_be_improvable(workspace: Path) -> None:
    (workspace / "a.ts").write_text(
        "function f(a: string[], b: string[]) {\n  return a.filter((x) => b.includes(x));\n}\n"
    )

    report = checked(workspace, ".")

    assert [finding.skill for finding in report.findings] == ["array-scan-in-loop"]
    assert not report.has_python
    (workspace / "a.py").write_text(SLOW)
    assert checked(workspace, ".").has_python


def test_skills_can_be_switched_off(workspace: Path) -> None:
    (workspace / "a.py").write_text(SLOW)

    assert checked(workspace, "a.py", settings=Settings(ignore=("double-negation",))).findings == ()


def test_diagnose_is_the_same_for_one_document(workspace: Path) -> None:
    source = SourceFile.parse(SLOW.encode(), workspace / "a.py")

    assert [finding.skill for finding in diagnose(source, library(workspace), Settings())] == ["double-negation"]
    assert diagnose(source, library(workspace), Settings(ignore=("double-negation",))) == ()


def test_checking_runs_nothing(workspace: Path) -> None:
    trace = workspace / "ran"
    (workspace / "a.py").write_text(f"open({str(trace)!r}, 'w')\n{SLOW}")

    assert len(checked(workspace, "a.py").findings) == 1
    assert not trace.exists()


def test_broken_code_is_told_and_the_rest_of_it_is_checked(workspace: Path) -> None:
    (workspace / "a.py").write_text(f"{SLOW}\n\ndef g(:\n    pass\n")

    report = checked(workspace, "a.py")

    assert len(report.findings) == 1
    (problem,) = report.problems
    assert (problem.path, problem.line) == (workspace / "a.py", 5)
    assert "does not parse" in problem.message


@pytest.mark.parametrize("text", ["", "\n", "\ufeffx = 1\n", "x = 1", "print('\\d')\n"])
def test_small_and_strange_but_valid_files_are_clean(text: str, workspace: Path) -> None:
    (workspace / "a.py").write_text(text, encoding="utf-8")

    report = checked(workspace, "a.py")

    assert (report.findings, report.problems, report.files) == ((), (), 1)


@pytest.mark.parametrize(
    ("content", "line"), [(SLOW.encode("utf-16"), 1), (b"# one\nname = 'Zo\xeb'\n", 2), (b"\x80\x81\x82", 1)]
)
def test_what_is_not_utf_8_is_one_problem(content: bytes, line: int, workspace: Path) -> None:
    (workspace / "bad.py").write_bytes(content)
    (workspace / "good.py").write_text(SLOW)

    report = checked(workspace, ".")

    assert [finding.path.name for finding in report.findings] == ["good.py"]
    (problem,) = report.problems
    assert (problem.path, problem.line) == (workspace / "bad.py", line)
    assert "not UTF-8" in problem.message


def test_null_bytes_are_told(workspace: Path) -> None:
    (workspace / "a.py").write_bytes(b"x = 1\n\0\0\0 = (\n")

    (problem,) = checked(workspace, "a.py").problems
    assert "does not parse" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "[" * 5_000 + "]" * 5_000,
        "x = " + "not " * 1_000 + "y",
        "if x:\n" + " " * 100_000,
        "-" * 10_000,
    ],
    ids=["open brackets", "nested lists", "nested operators", "indentation", "signs"],
)
def test_deep_nesting_is_no_crash(text: str, workspace: Path) -> None:
    (workspace / "deep.py").write_text(text)
    (workspace / "good.py").write_text(SLOW)

    report = checked(workspace, ".")

    assert "good.py" in {finding.path.name for finding in report.findings}
    assert not [problem for problem in report.problems if "could not be checked" in problem.message]


def test_five_megabytes_are_checked(workspace: Path) -> None:
    row = "    ('order', 'customer', 'article', 12.5, 'a remark as long as people in no hurry write them'),\n"
    (workspace / "long.py").write_text(f"ROWS = [\n{row * 55_000}]\n{SLOW}")
    assert (workspace / "long.py").stat().st_size > 5_000_000

    report = checked(workspace, "long.py")

    assert [finding.function for finding in report.findings] == ["f"]
    assert report.problems == ()


def test_code_in_too_many_small_pieces_is_one_problem(workspace: Path) -> None:
    (workspace / "long.py").write_text("x=[\n" + "0," * 1_000_000 + "]\n")

    (problem,) = checked(workspace, "long.py").problems
    assert problem.message.startswith("left alone: ")


def test_a_file_nobody_wrote_by_hand_is_left_alone(workspace: Path) -> None:
    with (workspace / "data.py").open("wb") as file:
        file.truncate(33 << 20)

    (problem,) = checked(workspace, "data.py").problems
    assert "larger than 32 MiB" in problem.message


def test_a_named_pipe_does_not_block(workspace: Path) -> None:
    os.mkfifo(workspace / "pipe.py")

    (problem,) = checked(workspace, "pipe.py").problems
    assert "no regular file" in problem.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_problem(workspace: Path) -> None:
    (workspace / "secret.py").write_text(SLOW)
    (workspace / "secret.py").chmod(stat.S_IWUSR)

    (problem,) = checked(workspace, "secret.py").problems
    assert "Permission denied" in problem.message


def test_scripts_are_known_by_their_first_line_and_other_text_is_one_problem(workspace: Path) -> None:
    (workspace / "tool").write_text(f"#!/usr/bin/env python3\n{SLOW}")
    (workspace / "readme.rst").write_text("not not\n")

    report = checked(workspace, "tool", "readme.rst")

    assert [finding.path.name for finding in report.findings] == ["tool"]
    assert [problem.message for problem in report.problems] == ["is in no language that Speedwright knows: .rst"]


def test_a_refused_page_is_told_beside_the_findings_of_the_others(workspace: Path) -> None:
    page = add_page(workspace, "broken", "no front matter\n")
    (workspace / "a.py").write_text(SLOW)

    report = checked(workspace, "a.py")

    assert len(report.findings) == 1
    assert [problem.path for problem in report.problems] == [page]


def test_a_path_that_is_not_there_is_wrong_use(workspace: Path) -> None:
    with pytest.raises(SpeedwrightError, match="no such file or folder"):
        checked(workspace, "nowhere.py")
