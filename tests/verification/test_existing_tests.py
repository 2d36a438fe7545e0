"""Tests of the workspace decide, too: a candidate that breaks one is different."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from speedwright.model.evidence import Difference
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.sandbox.target import locate
from speedwright.settings import Settings
from speedwright.verification.finding_tests import files_with_tests

PARCELS = Path(__file__).parents[2] / "fixtures" / "workspaces" / "parcels"
INLINED = "    return sum(weight * 10 for weight in weights) + 3 * len(weights)\n"


@pytest.fixture
def parcels(tmp_path: Path) -> Path:
    return shutil.copytree(PARCELS, tmp_path / "parcels")


def judged(root: Path, function: str, body: str, python: str = sys.executable) -> Verdict:
    text = (root / "parcels/rates.py").read_text()
    _, rest = text.split(f"    def {function.partition('.')[2]}(" if "." in function else f"def {function}(", 1)
    old = rest.split('"""\n', 1)[1].split("\n\n\n")[0].split("\n\n    def")[0]
    candidate = root / "candidate.txt"
    candidate.write_text(text.replace(old, body.rstrip("\n")))
    return verify(
        VerifyRequest(
            root / "parcels/rates.py", candidate, function, Settings(python=python), root=root, budget_s=90.0
        )
    )


def test_a_candidate_that_breaks_a_test_alone_is_different(parcels: Path) -> None:
    verdict = judged(parcels, "total", INLINED)
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    shown = verdict.evidence.counterexample
    assert shown is not None
    assert shown.call == "pytest tests/test_rates.py::test_total_with_another_surcharge"
    assert shown.original == "passes"
    assert shown.candidate.startswith("fails: ")
    assert shown.difference is Difference.VALUE
    assert verdict.evidence.outside["test fails with the original"] == 1


def test_tests_that_pass_with_both_are_counted(parcels: Path) -> None:
    verdict = judged(parcels, "total", "    return sum(weight * 10 + SURCHARGE for weight in weights)\n")
    # Two of pytest's, two of unittest's; the calls they make are inputs.
    assert verdict.evidence.counterexample is None, verdict.evidence.counterexample
    assert verdict.evidence.sources["tests"] == 4
    assert verdict.evidence.sources["test"] >= 3
    assert verdict.evidence.domain["weights"].source == "example"


def test_tests_of_methods_are_run(parcels: Path) -> None:
    verdict = judged(
        parcels, "Depot.doubled", "        return sorted({w for w in self.waiting if self.waiting.count(w) > 1})"
    )
    assert verdict.outcome is Outcome.DIFFERENT, verdict.reason
    right = "        return list(dict.fromkeys(w for w in self.waiting if self.waiting.count(w) > 1))"
    assert judged(parcels, "Depot.doubled", right).evidence.sources["tests"] == 1


def test_without_pytest_unittest_runs_what_it_can(parcels: Path) -> None:
    (parcels / "bare").mkdir()
    environment = parcels / ".bare"
    subprocess_environment(environment)
    verdict = judged(
        parcels, "total", "    return sum(w * 10 + SURCHARGE for w in weights)\n", str(environment / "bin/python")
    )
    assert verdict.evidence.sources["tests"] == 2


def subprocess_environment(folder: Path) -> None:
    import venv

    venv.create(folder, with_pip=False)


def test_tests_that_never_end_hang_write_or_leave_are_no_evidence(parcels: Path) -> None:
    (parcels / "tests/test_rates.py").write_text(
        "import os, time\nfrom parcels.rates import total\n"
        "def test_good():\n    assert total([1]) == 13\n"
        "def test_writes():\n    total([1]); open('tests/written', 'w')\n"
        "def test_sleeps():\n    total([1]); time.sleep(600)\n"
    )
    verdict = judged(parcels, "total", "    return sum(w * 10 + SURCHARGE for w in weights)\n")
    assert verdict.outcome is not Outcome.DIFFERENT
    assert "test_good" not in verdict.reason
    assert verdict.evidence.outside.get("time-out", 0) == 0


def test_files_are_found_by_what_they_mention(parcels: Path) -> None:
    target = locate(parcels / "parcels/rates.py", parcels)
    assert [path.name for path in files_with_tests(target, "total")] == ["test_totals.py", "test_rates.py"]
    assert [path.name for path in files_with_tests(target, "Depot.doubled")] == ["test_rates.py"]
    assert files_with_tests(target, "Depot.lost") == ()
