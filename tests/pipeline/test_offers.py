"""Offers are made from what is known: whatever a workspace brings along, looking at it starts nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from speedwright.pipeline.offers import offers
from speedwright.pipeline.skills import library
from speedwright.settings import Settings
from speedwright.syntax.source_file import SourceFile
from tests.lsp.slow_code import MEMBERSHIP, MIXED, TWICE
from tests.pipeline.proofs import accept_all

STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
_started: list[str] = []


def _listen(event: str, arguments: object) -> None:
    if event in STARTS:
        _started.append(event)


sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))


def source(folder: Path, text: str) -> SourceFile:
    path = folder / "report.py"
    path.write_text(text)
    return SourceFile.parse(text.encode(), path)


def test_the_interpreter_of_a_workspace_is_not_started(tmp_path: Path) -> None:
    document = source(tmp_path, MEMBERSHIP)
    accept_all(document.path, tmp_path)
    (known,) = offers(document, library(tmp_path), Settings(), tmp_path, document.span)
    assert known.verdict is not None
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\ntouch {tmp_path / "witness"}\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    _started.clear()
    (unknown,) = offers(document, library(tmp_path), Settings(), tmp_path, document.span)
    assert unknown.verdict is None, "what was verified in another interpreter says nothing here"
    assert _started == []
    assert not (tmp_path / "witness").exists()


def test_a_joined_edit_is_offered_at_each_finding_and_its_parts_no_longer(tmp_path: Path) -> None:
    document = source(tmp_path, TWICE)
    skills = library(tmp_path)
    unverified = offers(document, skills, Settings(), tmp_path, document.span)
    assert [len(each.candidate.findings) for each in unverified] == [2, 1, 1]
    accept_all(document.path, tmp_path)
    joined = unverified[0].candidate
    for finding in joined.findings:
        (offer,) = offers(document, skills, Settings(), tmp_path, finding.span)
        assert offer.candidate == joined
        assert offer.verdict is not None


def test_a_plan_is_offered_as_one_edit_with_the_share_of_each_step(tmp_path: Path) -> None:
    document = source(tmp_path, MIXED)
    expected = accept_all(document.path, tmp_path)
    whole, *others = offers(document, library(tmp_path), Settings(), tmp_path, document.span)
    assert whole.candidate.result == expected
    assert set(whole.candidate.skills) == {"list-membership-in-loop", "string-building-in-loop"}
    assert [round(step.share, 3) for step in whole.steps] == [0.5, 0.5]
    assert [step.ratio for step in whole.steps] == [14.2, 14.2]
    (first,) = others
    assert first.candidate.skills == whole.steps[0].skills, "the first step alone is proven for this text, too"
    assert [step.share for step in first.steps] == [1.0]
