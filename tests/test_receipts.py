"""Receipts: found again, void when anything changes, and never trusted when damaged."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest

from speedwright import receipts
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Assumption, Counterexample, Difference, Evidence
from speedwright.model.measurement import Complexity, Measurement, SizeMeasurement
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict
from speedwright.receipts import Circumstances, ReceiptStore, receipt_key, unchanged_since

CANDIDATE = Candidate(Path("m.py"), b"x = 1\n", (TextEdit(Span(4, 5), "2"),), ("f",), Origin.REWRITE, "Use 2")
HERE = Circumstances("cpython", "bubblewrap", "m.py", "m", (".",), 2048)
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


def test_a_damaged_receipt_is_told_and_replaced(
    store: ReceiptStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.save("ab12", VERDICT)
    (path,) = (tmp_path / "cache").rglob("*.json")
    whole = path.read_bytes()
    for damaged in (b"", whole[:-20], whole.replace(b"accepted", b"not-fast"), b"\xff\xfe", b"0\n{}"):
        path.write_bytes(damaged)
        caplog.clear()
        assert store.load("ab12", CANDIDATE, tmp_path) is None
        assert "damaged" in caplog.text
        assert not path.exists()
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
    keys = {receipt_key(each, HERE) for each in (CANDIDATE, other_source, other_edit, other_function)}
    changes: list[dict[str, Any]] = [
        {"interpreter": "pypy"},
        {"isolation": "limits"},
        {"path": "src/other.py"},
        {"module": "shop.m"},
        {"search_path": ("src",)},
        {"memory_mib": 64},
        {"instructions": True},
        {"calls": "f(1)"},
        {"recorded": "digest"},
        {"symbolic": True},
    ]
    keys |= {receipt_key(CANDIDATE, dataclasses.replace(HERE, **change)) for change in changes}
    assert len(keys) == 4 + len(changes) == 4 + len(dataclasses.fields(Circumstances))


def test_another_judge_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = receipt_key(CANDIDATE, HERE)
    monkeypatch.setattr(receipts, "judging_code_digest", lambda: "stricter")
    assert receipt_key(CANDIDATE, HERE) != before


MODULE = b"""
import math

def area(radius):
    return scaled(math.pi, radius * radius)

def scaled(factor, value):
    return factor * value

def other(value):
    return value
"""


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        (b"return value\n", b"return value + 1\n", True),
        (b"return factor * value", b"return value * factor", False),
        (b"import math", b"import cmath as math", False),
        (b"def other(value)", b"def other(value=print())", False),
        (b"radius * radius", b"radius ** 2", False),
    ],
)
def test_what_the_function_cannot_reach_may_change(old: bytes, new: bytes, holds: bool) -> None:
    at = MODULE.index(b"math.pi")

    def key(source: bytes) -> str:
        edit = TextEdit(Span(at, at), "1 * ")
        return receipt_key(dataclasses.replace(CANDIDATE, source=source, edits=(edit,), entry_points=("area",)), HERE)

    assert old in MODULE[at:] or old in MODULE[:at]
    changed = MODULE.replace(old, new)
    at = changed.index(b"math.pi")
    later = key(changed)
    at = MODULE.index(b"math.pi")
    assert (key(MODULE) == later) is holds


def test_a_file_that_changed_since_the_start_is_no_ground_to_stand_on(tmp_path: Path) -> None:
    helper = tmp_path / "helper.py"
    helper.write_bytes(b"y = 1\n")
    read = (("helper.py", hashlib.sha256(b"y = 1\n").hexdigest()),)
    written_ns = helper.stat().st_ctime_ns
    assert unchanged_since(read, tmp_path, written_ns + 1)
    os.utime(helper, ns=(0, 0))
    assert not unchanged_since(read, tmp_path, written_ns), "its date was put back, its content may have been"
    helper.write_bytes(b"y = 2\n")
    assert not unchanged_since(read, tmp_path, time.time_ns() + 10**9)
    helper.unlink()
    assert not unchanged_since(read, tmp_path, time.time_ns() + 10**9)
    assert not unchanged_since((("helper.py", ""),), tmp_path, time.time_ns() + 10**9)
