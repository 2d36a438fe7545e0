"""The machine's noise floor: when it is measured, and when it is remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from speedwright.benchmarking import calibration
from speedwright.benchmarking.calibration import NoiseRecord, floor_of, noise_floor
from speedwright.model.work import Cancellation
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate

DAY = 86_400.0


@pytest.fixture
def sandboxed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandboxed:
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "subject.py"
    path.write_text("")
    return Sandboxed(locate(path, tmp_path), b"", "f", find_interpreter(tmp_path), best_isolation(), 1024)


def record_file(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "cache").glob("noise-*/*.json")
    return path


def test_a_floor_is_measured_once_and_remembered(sandboxed: Sandboxed, tmp_path: Path) -> None:
    floor = noise_floor(sandboxed, Cancellation())
    assert floor >= 1
    written = record_file(tmp_path).read_text()
    assert json.loads(written)["floor"] == floor
    assert noise_floor(sandboxed, Cancellation()) == floor
    assert record_file(tmp_path).read_text() == written, "nothing was measured again"


def test_a_damaged_record_is_replaced(sandboxed: Sandboxed, tmp_path: Path) -> None:
    noise_floor(sandboxed, Cancellation())
    for damage in ("{", '{"floor": 0.1, "taken": 0, "load": 0}', '{"floor": "x"}'):
        record_file(tmp_path).write_text(damage)
        assert noise_floor(sandboxed, Cancellation()) >= 1
        assert json.loads(record_file(tmp_path).read_text())["floor"] >= 1


def test_little_time_is_not_spent_on_it(sandboxed: Sandboxed, tmp_path: Path) -> None:
    assert noise_floor(sandboxed, Cancellation(calibration.LEAST_S / 2)) == 1.0
    assert not list((tmp_path / "cache").glob("noise-*/*.json"))


@pytest.mark.parametrize(
    ("age_s", "load", "holds"),
    [
        (DAY, 0.2, True),
        (DAY, 1.5, False),
        (60.0, 1.5, True),
        (8 * DAY, 0.2, False),
        (-60.0, 0.2, False),
    ],
)
def test_a_record_holds_until_the_machine_is_another(age_s: float, load: float, holds: bool) -> None:
    assert NoiseRecord(1.02, 10 * DAY, 0.1).holds(10 * DAY + age_s, load) is holds


def test_noise_that_counts_is_not_remembered_for_long() -> None:
    noisy = NoiseRecord(1.2, 10 * DAY, 0.1)
    assert noisy.holds(10 * DAY + 60.0, 0.1)
    assert not noisy.holds(10 * DAY + 3600.0, 0.1)


def test_the_floor_lies_beyond_the_worst_pair_of_processes_in_either_direction() -> None:
    assert floor_of([1.0, 1.0, 1.0]) == 1.0
    assert floor_of([1.0, 1.04, 0.99]) == pytest.approx(1.04**1.5)
    assert floor_of([1.0, 0.8, 1.1]) == pytest.approx(1.25**1.5)
