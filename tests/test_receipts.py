"""Receipts: found again, void when anything changes, and never trusted when damaged."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Assumption, Counterexample, Difference, Evidence
from speedwright.model.measurement import Complexity, Measurement, SizeMeasurement
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict
from speedwright.receipts import ReceiptStore, receipt_key

CANDIDATE = Candidate(Path("m.py"), b"x = 1\n", (TextEdit(Span(4, 5), "2"),), ("f",), Origin.REWRITE, "Use 2")
SIZE = SizeMeasurement(10, 2.0, 1.9, 2.1, 2e-3, 1e-3, realistic=True)
VERDICT = Verdict(
    candidate=CANDIDATE,
    function="m.f",
    outcome=Outcome.ACCEPTED,
    reason="same and faster",
    evidence=Evidence(
        inputs=3,
        sources={"doctest": 3},
        isolation="limits",
        domain={"x": Assumption("int", "hint")},
        branch_coverage=1.0,
        counterexample=Counterexample("f(1)", "1", "2", Difference.VALUE),
    ),
    measurement=Measurement(2.0, 1.9, 2.1, (SIZE,), Complexity("O(n)", "O(1)")),
    elapsed_s=1.5,
)


@pytest.fixture
def store(tmp_path: Path) -> ReceiptStore:
    return ReceiptStore(tmp_path / "cache")


def test_a_receipt_gives_the_verdict_back(store: ReceiptStore, tmp_path: Path) -> None:
    store.save("ab12", VERDICT)
    assert store.load("ab12", CANDIDATE, tmp_path) == VERDICT
    assert store.load("ab13", CANDIDATE, tmp_path) is None


def test_a_changed_dependency_voids_it(store: ReceiptStore, tmp_path: Path) -> None:
    helper = tmp_path / "helper.py"
    helper.write_bytes(b"y = 1\n")
    digest = hashlib.sha256(helper.read_bytes()).hexdigest()
    verdict = dataclasses.replace(VERDICT, dependencies=(("helper.py", digest),))
    store.save("ab12", verdict)
    assert store.load("ab12", CANDIDATE, tmp_path) == verdict
    helper.write_bytes(b"y = 2\n")
    assert store.load("ab12", CANDIDATE, tmp_path) is None
    helper.unlink()
    assert store.load("ab12", CANDIDATE, tmp_path) is None


def test_a_damaged_receipt_is_none_and_is_replaced(store: ReceiptStore, tmp_path: Path) -> None:
    store.save("ab12", VERDICT)
    (path,) = (tmp_path / "cache").rglob("*.json")
    whole = path.read_bytes()
    for damaged in (b"", whole[:-20], whole.replace(b"accepted", b"not-fast"), b"\xff\xfe", b"0\n{}"):
        path.write_bytes(damaged)
        assert store.load("ab12", CANDIDATE, tmp_path) is None
    store.save("ab12", VERDICT)
    assert store.load("ab12", CANDIDATE, tmp_path) == VERDICT


def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = ReceiptStore(tmp_path / "file")
    store.save("ab12", VERDICT)
    assert store.load("ab12", CANDIDATE, tmp_path) is None


def test_the_key_depends_on_all_that_was_verified() -> None:
    other_source = dataclasses.replace(CANDIDATE, source=b"x = 3\n")
    other_edit = dataclasses.replace(CANDIDATE, edits=(TextEdit(Span(4, 5), "9"),))
    other_function = dataclasses.replace(CANDIDATE, entry_points=("g",))
    keys = {receipt_key(each, "cpython", None) for each in (CANDIDATE, other_source, other_edit, other_function)}
    keys |= {receipt_key(CANDIDATE, "pypy", None), receipt_key(CANDIDATE, "cpython", "f(1)")}
    assert len(keys) == 6
