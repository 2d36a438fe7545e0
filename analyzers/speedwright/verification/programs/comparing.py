"""What two runs showed, side by side; and which inputs count."""

from __future__ import annotations

from speedwright.model.evidence import Difference
from speedwright.sandbox.program_guest import Run, Stream
from speedwright.verification.comparison import Discrepancy

_EXHAUSTED = ("RecursionError", "MemoryError")
_WINDOW = 200


def outside(run: Run, example: bool) -> str | None:
    """Why the original's run puts an input outside the domain; None where it is inside.

    Outside is what it cannot do, and what it rejects without a `raise` of its own. An example of the user's is
    outside only when it cannot be done.
    """
    if run.failure is not None:
        return "ends the process" if run.failure == "lost" else run.failure
    if run.status < 0:
        return "ends by a signal"
    raised = run.raised
    if raised is not None and (raised["type"] in _EXHAUSTED or not (raised["own"] or example)):
        return str(raised["type"])
    return None


def compare(original: Run, candidate: Run) -> Discrepancy | None:
    """The first difference between two runs on one input; None where there is none."""
    if candidate.failure is not None:
        return Discrepancy(Difference.EXCEPTION, _end(original), f"<{candidate.failure}>")
    if original.status != candidate.status or not _same_exception(original, candidate):
        return Discrepancy(Difference.EXCEPTION, _end(original), _end(candidate))
    if original.output != candidate.output:
        return Discrepancy(Difference.OUTPUT, *_texts(original.output, candidate.output))
    if original.errors != candidate.errors:
        texts = _texts(original.errors, candidate.errors)
        return Discrepancy(Difference.OUTPUT, *(f"standard error: {text}" for text in texts))
    for before, after in ((original.effects, candidate.effects), (original.files, candidate.files)):
        if before != after:
            return Discrepancy(Difference.EFFECTS, f"touches {before!r}"[:400], f"touches {after!r}"[:400])
    return None


def _same_exception(original: Run, candidate: Run) -> bool:
    """As for functions: only what the program's own code said is a promise."""
    left, right = original.raised, candidate.raised
    if left is None or right is None:
        return left is right
    return left["type"] == right["type"] and (not left["own"] or left["message"] == right["said"])


def _end(run: Run) -> str:
    if run.raised is not None:
        said = f": {run.raised['said']}" if run.raised["said"] else ""
        return f"raises {run.raised['type']}{said}"
    status = f"exit status {run.status}" if run.status >= 0 else f"ended by signal {-run.status}"
    return f"{status}, after the output {_window(run.output, 0)}"


def _texts(left: Stream, right: Stream) -> tuple[str, str]:
    """Both outputs from shortly before where they part; what differs only further on than is kept shows its size."""
    at = next((place for place, (a, b) in enumerate(zip(left.text, right.text, strict=False)) if a != b), None)
    if at is None and left.text == right.text:
        return _digested(left), _digested(right)
    start = max(0, (min(len(left.text), len(right.text)) if at is None else at) - _WINDOW // 2)
    return _window(left, start), _window(right, start)


def _window(stream: Stream, start: int) -> str:
    text = repr(stream.text[start : start + _WINDOW])
    return f"{'...' if start else ''}{text}{'...' if start + _WINDOW < len(stream.text) else ''}"


def _digested(stream: Stream) -> str:
    return f"<{stream.size} bytes, SHA-256 {stream.digest[:12]}>"
