"""Who may run here, by what a candidate adds and who wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from speedwright.model.candidate import Candidate, Origin
from speedwright.model.text import Span, TextEdit
from speedwright.pipeline.admission import NotRun, admit
from speedwright.pipeline.verify import VerifyRequest, verify
from speedwright.sandbox.isolation import LANDLOCK, LIMITS
from speedwright.settings import Settings

SOURCE = b"def f(x):\n    return x + 0\n"


def candidate(origin: Origin, text: str = "def f(x):\n    return x\n") -> Candidate:
    return Candidate(Path("m.py"), SOURCE, (TextEdit(Span(0, len(SOURCE)), text),), ("f",), origin, "title")


def test_what_a_model_wrote_needs_something_that_holds_it() -> None:
    with pytest.raises(NotRun, match="install bubblewrap"):
        admit(candidate(Origin.MODEL), LIMITS, Settings())
    admit(candidate(Origin.MODEL), LIMITS, Settings(allow_weak_isolation=True))
    admit(candidate(Origin.MODEL), LANDLOCK, Settings())


@pytest.mark.parametrize("origin", [Origin.USER, Origin.REWRITE])
def test_what_others_wrote_does_not(origin: Origin) -> None:
    admit(candidate(origin), LIMITS, Settings())


@pytest.mark.parametrize("origin", list(Origin))
def test_nobody_may_add_a_way_out(origin: Origin) -> None:
    with pytest.raises(NotRun, match="import of socket in line 1"):
        admit(candidate(origin, "import socket\ndef f(x):\n    return x\n"), LANDLOCK, Settings())


def test_a_verdict_says_so_and_nothing_ran(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_bytes(SOURCE)
    (tmp_path / "new.py").write_text("import socket\nopen('ran', 'w')\ndef f(x):\n    return x\n")
    verdict = verify(VerifyRequest(tmp_path / "m.py", tmp_path / "new.py", "f"))
    assert verdict.outcome.value == "undecided"
    assert "import of socket in line 1 (reaches outside the computation)" in verdict.reason
    assert verdict.evidence.inputs == 0
