"""Cancelling ends every child, whatever it does. A second is promised; more is allowed here, and all must end."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from speedwright.errors import Cancelled
from speedwright.model.work import Cancellation, Progress
from speedwright.pipeline.verify import VerifyRequest, verify
from tests.attacks.runner import ORIGINAL, descendants

FASTER = "def total(values: list[int]) -> int:\n    return sum(value * value for value in values)\n"
DIFFERENT = "def total(values: list[int]) -> int:\n    return sum(value * value for value in values if value != 3)\n"
ENDLESS = "def total(values: list[int]) -> int:\n    while True:\n        pass\n"
IGNORING = """def total(values: list[int]) -> int:
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
"""
ENDLESS_IMPORT = "while True:\n    pass\n"
STUBBORN_ORIGINAL = ENDLESS
GENEROUS_S = 20.0

# At which message the work is cancelled; None: as soon as there is a child.
PHASES = {
    "starting": (ORIGINAL, FASTER, None),
    "import": (ORIGINAL, ENDLESS_IMPORT, None),
    "observing": (ORIGINAL, FASTER, "Compared on"),
    "an endless loop": (ORIGINAL, ENDLESS, "Compared on"),
    "an endless original": (STUBBORN_ORIGINAL, FASTER, None),
    "a loop that catches all": (ORIGINAL, IGNORING, "Compared on"),
    "shrinking": (ORIGINAL, DIFFERENT, "Shrinking"),
    "sizes": (ORIGINAL, FASTER, "Looking for the sizes"),
    "measuring": (ORIGINAL, FASTER, "Measuring both"),
}


@pytest.mark.parametrize("phase", PHASES)
def test_no_child_outlives_a_cancellation(phase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speedwright.pipeline.admission.screen", lambda original, candidate: ())
    original, candidate, message = PHASES[phase]
    (tmp_path / "subject.py").write_text(original)
    (tmp_path / "changed.py").write_text(candidate)
    cancellation = Cancellation()
    reached = threading.Event()

    def listener(progress: Progress) -> None:
        if message is not None and progress.message.startswith(message):
            reached.set()

    before = descendants(os.getpid())
    ended: list[BaseException | str] = []
    request = VerifyRequest(tmp_path / "subject.py", tmp_path / "changed.py", "total", budget_s=120.0)
    work = threading.Thread(target=_run, args=(request, listener, cancellation, ended))
    work.start()
    if message is None:
        while work.is_alive() and not descendants(os.getpid()) - before:
            time.sleep(0.005)
    else:
        while work.is_alive() and not reached.wait(0.05):
            continue
    assert work.is_alive(), f"the phase was never reached: {ended}"
    # Let what the message announced begin.
    time.sleep(0.05)
    cancellation.cancel()
    work.join(GENEROUS_S)
    assert not work.is_alive()
    assert isinstance(ended[0], Cancelled) or ended[0] in ("undecided", "different", "not-faster", "accepted")
    deadline = time.monotonic() + GENEROUS_S
    while descendants(os.getpid()) - before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert descendants(os.getpid()) - before == set()


def _run(request, listener, cancellation, ended) -> None:
    try:
        ended.append(verify(request, listener, cancellation).outcome.value)
    except Cancelled as error:
        ended.append(error)
