"""A baseline knows its findings again wherever they are, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.pipeline.baseline import BaselineError, without_known, write_baseline
from speedwright.pipeline.check import CheckReport, check
from speedwright.settings import Settings
from tests.pipeline.team_pages import add_page

SLOW = "def f(y):\n    return not not y\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    add_page(tmp_path)
    (tmp_path / "a.py").write_text(SLOW)
    return tmp_path


def report(workspace: Path) -> CheckReport:
    return check([workspace], workspace, Settings())


@pytest.fixture
def baseline(workspace: Path) -> Path:
    path = workspace / "known.json"
    write_baseline(report(workspace), path, workspace)
    return path


def test_what_is_known_is_not_told(workspace: Path, baseline: Path) -> None:
    assert len(report(workspace).findings) == 1
    assert without_known(report(workspace), baseline).findings == ()


def test_it_stays_known_when_code_moves_and_is_renamed(workspace: Path, baseline: Path) -> None:
    (workspace / "a.py").unlink()
    (workspace / "moved").mkdir()
    (workspace / "moved" / "b.py").write_text(
        "import os\n\n\nclass C:\n    def g(self, y):\n        return not not y\n"
    )
    assert without_known(report(workspace), baseline).findings == ()


def test_one_more_of_the_same_is_new(workspace: Path, baseline: Path) -> None:
    (workspace / "b.py").write_text(SLOW)
    fresh = without_known(report(workspace), baseline)
    assert len(fresh.findings) == 1
    assert fresh.place(fresh.findings[0]).text == "    return not not y"


def test_another_line_is_new(workspace: Path, baseline: Path) -> None:
    (workspace / "a.py").write_text(SLOW.replace("not not y", "not not y.z"))
    assert len(without_known(report(workspace), baseline).findings) == 1


def test_it_is_written_alike_each_time_and_without_absolute_paths(workspace: Path, baseline: Path) -> None:
    first = baseline.read_text()
    write_baseline(report(workspace), baseline, workspace)
    assert baseline.read_text() == first
    assert str(workspace) not in first
    assert '"path": "a.py"' in first


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"schema": 1, "findings": [3]}', '{"schema": 9, "findings": []}']
)
def test_what_is_no_baseline_is_refused(workspace: Path, content: str) -> None:
    path = workspace / "known.json"
    path.write_text(content)
    with pytest.raises(BaselineError, match="is not a baseline"):
        without_known(report(workspace), path)


def test_a_missing_one_is_refused(workspace: Path) -> None:
    with pytest.raises(BaselineError, match="--update-baseline"):
        without_known(report(workspace), workspace / "none.json")
