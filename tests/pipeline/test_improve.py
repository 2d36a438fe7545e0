"""Improving real files: what is proved is applied, what is not is left alone, and receipts save the second run."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright.model.text import Span
from speedwright.model.verdict import Outcome
from speedwright.model.work import Cancellation
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.offers import offers
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

SLOW = '''"""Guests and who may come in."""


def admitted(guests: list[str], invited: list[str]) -> list[str]:
    """Guests who are invited, in the order in which they came."""
    inside = []
    for guest in guests:
        if guest in invited:
            inside.append(guest)
    return inside


def total(prices: list[int]) -> int:
    result = 0
    for price in prices:
        result -= price
    return -result
'''


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Receipts of these tests alone."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(folder))
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "party.py").write_text(SLOW)
    return tmp_path


def request(root: Path, qualname: str | None = None, **options) -> ImproveRequest:
    # More time than the default: what is tested is the decision, on machines of any load.
    settings = Settings(budget=90.0)
    return ImproveRequest((Target(root / "party.py", qualname),), root, settings, **options)


def test_a_proven_speedup_is_applied_and_the_rest_left_alone(workspace: Path) -> None:
    (workspace / "party.py").chmod(0o640)
    (found,) = improve(request(workspace, apply=True))
    assert found.verdict.outcome is Outcome.ACCEPTED, found.verdict.reason
    assert found.applied
    changed = (workspace / "party.py").read_text()
    assert "invited_set = set(invited)" in changed
    assert changed.endswith(SLOW[SLOW.index("def total") :])
    assert stat.S_IMODE((workspace / "party.py").stat().st_mode) == 0o640
    assert found.diff.startswith("--- a/party.py\n+++ b/party.py\n")
    left = {path.relative_to(workspace).as_posix() for path in workspace.rglob("*") if path.is_file()}
    kept = {".speedwright/cache/.gitignore", ".speedwright/cache/usefulness.json"}
    assert left == {"party.py", *kept}, "nothing is left lying about but what version control ignores"


def test_without_apply_the_file_stays_and_the_receipt_answers_next_time(workspace: Path) -> None:
    (first,) = improve(request(workspace))
    assert (workspace / "party.py").read_text() == SLOW
    (second,) = improve(request(workspace))
    assert second.verdict == first.verdict, "elapsed time and all: nothing was run again"
    source = SourceFile.parse(SLOW.encode(), workspace / "party.py")
    everywhere = Span(0, len(SLOW))
    (offer,) = offers(source, load_library(), Settings(budget=90.0), workspace, everywhere)
    assert offer.verdict is not None
    assert offer.verdict.accepted
    edited = SourceFile.parse(SLOW.replace("guest in", "guest  in").encode(), workspace / "party.py")
    (offer,) = offers(edited, load_library(), Settings(), workspace, everywhere)
    assert offer.verdict is None, "another version of the document was never verified"


def test_an_unsaved_text_is_what_counts(workspace: Path) -> None:
    overlay = {workspace / "party.py": SLOW[SLOW.index("def total") :].encode()}
    assert list(improve(request(workspace, overlay=overlay))) == []


def test_one_function_can_be_named(workspace: Path) -> None:
    assert list(improve(request(workspace, "total"))) == []
    with pytest.raises(SpeedwrightError, match="no function or class nobody"):
        list(improve(request(workspace, "nobody")))


def test_a_missing_path_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpeedwrightError, match="no such file"):
        list(improve(request(tmp_path)))


def test_a_module_that_cannot_be_imported_is_undecided(workspace: Path) -> None:
    (workspace / "party.py").write_text("import no_such_module\n" + SLOW)
    (found,) = improve(request(workspace, apply=True))
    assert found.verdict.outcome is Outcome.UNDECIDED
    assert "no_such_module" in found.verdict.reason
    assert not found.applied


def test_modules_of_the_workspace_are_found(workspace: Path) -> None:
    package = workspace / "club"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "names.py").write_text("def key(name: str) -> str:\n    return name.lower()\n")
    module = SLOW.replace("def admitted", "from .names import key\n\n\ndef admitted").replace(
        "    inside = []\n", "    invited = [key(name) for name in invited]\n    inside = []\n"
    )
    (package / "door.py").write_text(module)
    target = ImproveRequest((Target(package / "door.py"),), workspace, Settings(budget=90.0))
    (found,) = improve(target)
    assert found.verdict.outcome is Outcome.ACCEPTED, found.verdict.reason
    assert found.verdict.function == "club.door.admitted"
    assert dict(found.verdict.dependencies).keys() >= {"club/names.py"}
    (package / "names.py").write_text("def key(name: str) -> str:\n    return name.strip()\n")
    (again,) = improve(target)
    assert again.verdict.elapsed_s != found.verdict.elapsed_s, "a changed callee voids the receipt"


def test_a_cancelled_run_ends_and_changes_nothing(workspace: Path) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(Cancelled):
        list(improve(request(workspace, apply=True), cancellation=cancellation))
    assert (workspace / "party.py").read_text() == SLOW


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_stays_a_link(workspace: Path) -> None:
    real = workspace / "elsewhere.txt"
    (workspace / "party.py").rename(real)
    (workspace / "party.py").symlink_to(real)
    (found,) = improve(request(workspace, apply=True))
    assert found.applied
    assert (workspace / "party.py").is_symlink()
    assert "invited_set" in real.read_text()
