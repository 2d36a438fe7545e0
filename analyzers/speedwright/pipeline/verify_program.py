"""Use case: is this program the same and faster, from standard input to standard output and exit status?"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speedwright.acceptance import Decision, judge_sameness, judge_speed
from speedwright.benchmarking.calibration import noise_floor
from speedwright.benchmarking.processes import CandidateTooSlow, NotMeasurable
from speedwright.benchmarking.programs import measure_programs
from speedwright.errors import SpeedwrightError
from speedwright.model.candidate import Candidate, Origin
from speedwright.model.evidence import Evidence
from speedwright.model.measurement import Measurement
from speedwright.model.text import Span, TextEdit
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.admission import NotRun, admit_program
from speedwright.pipeline.files import NOTEBOOK
from speedwright.pipeline.sources import read_bytes, read_text
from speedwright.sandbox.guest_handle import ImportFailed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.program_guest import Program
from speedwright.sandbox.target import locate
from speedwright.settings import Settings
from speedwright.verification.programs.examination import ProgramExamination, examine_programs
from speedwright.verification.programs.inputs import read


@dataclass(frozen=True, slots=True)
class ProgramRequest:
    """Two programs, before and after. Each file of the folder `stdin` is what one run may read."""

    original: Path
    candidate: Path
    stdin: Path | None = None
    settings: Settings = Settings()
    root: Path | None = None
    python: str | None = None
    budget_s: float | None = None


def verify_program(
    request: ProgramRequest, listener: Listener = unheard, cancellation: Cancellation | None = None
) -> Verdict:
    """The verdict on two programs. Raises SpeedwrightError for files, inputs and interpreters that are not there."""
    start = time.monotonic()
    for path in (request.original, request.candidate):
        if path.suffix == NOTEBOOK:
            raise SpeedwrightError(f"{path}: a notebook is no program: it runs in its kernel")
    original = read_bytes(request.original)
    edit = TextEdit(Span(0, len(original)), read_text(request.candidate))
    candidate = Candidate(
        path=request.original.resolve(),
        source=original,
        edits=(edit,),
        entry_points=(),
        origin=Origin.USER,
        title=f"{request.candidate.name} for {request.original.name}",
    )
    given = () if request.stdin is None else inputs_in(request.stdin)
    deadline = Cancellation(request.budget_s or request.settings.budget)
    forget = cancellation.on_cancel(deadline.cancel) if cancellation is not None else None
    try:
        verdict = _verdict(candidate, request, given, listener, deadline)
    finally:
        if forget is not None:
            forget()
    return dataclasses.replace(verdict, elapsed_s=round(time.monotonic() - start, 3))


def inputs_in(folder: Path) -> tuple[bytes, ...]:
    """The content of each file in a folder, by name. Raises SpeedwrightError where there is none."""
    if not folder.is_dir():
        raise SpeedwrightError(f"{folder}: {'is not a folder' if folder.exists() else 'no such folder'}")
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if not files:
        raise SpeedwrightError(f"{folder}: holds no file to be read as an input")
    return tuple(map(read_bytes, files))


def _verdict(
    candidate: Candidate,
    request: ProgramRequest,
    given: Sequence[bytes],
    listener: Listener,
    deadline: Cancellation,
) -> Verdict:
    root = request.root or candidate.path.parent
    target = locate(candidate.path, root, request.settings.source_roots)
    original = Program(
        path=candidate.path,
        root=target.root,
        source=candidate.source,
        interpreter=find_interpreter(root, request.python or request.settings.python),
        isolation=best_isolation(),
        memory_mib=request.settings.memory_limit,
    )
    changed = dataclasses.replace(original, source=candidate.result)
    listener(Progress(f"{len(given)} inputs were given"))
    try:
        admit_program(candidate, original.isolation, request.settings)
        examination = _examined(original, changed, given, deadline, listener)
    except NotRun as error:
        examination = ProgramExamination(Evidence(0, {}, original.isolation.name, {}), doubt=str(error))
    decision, measurement = _decide(original, changed, examination, deadline, listener)
    return Verdict(
        candidate=candidate,
        function=target.module,
        outcome=decision.outcome,
        reason=decision.reason,
        evidence=examination.evidence,
        measurement=measurement,
        elapsed_s=0.0,
    )


def _examined(
    original: Program, changed: Program, given: Sequence[bytes], deadline: Cancellation, listener: Listener
) -> ProgramExamination:
    nothing = Evidence(0, {}, original.isolation.name, {})
    if not given and any(reads_input(version.source) for version in (original, changed)):
        return ProgramExamination(nothing, doubt="it reads its input, and no inputs were given: use --stdin DIR")
    try:
        return examine_programs(original, changed, read(given), "example", deadline, listener)
    except ImportFailed as error:
        return ProgramExamination(nothing, doubt=str(error))


def reads_input(source: bytes) -> bool:
    """Whether a program may read its standard input: by all the names under which it is known."""
    names = (b"input", b"stdin", b"open(0", b"os.read", b"fdopen", b"/dev/", b"getpass", b"exec", b"eval")
    return any(name in source for name in names)


def _decide(
    original: Program, changed: Program, examination: ProgramExamination, deadline: Cancellation, listener: Listener
) -> tuple[Decision, Measurement | None]:
    if examination.doubt is not None and examination.evidence.counterexample is None:
        return Decision(Outcome.UNDECIDED, examination.doubt), None
    early = judge_sameness(examination.evidence)
    if early is not None:
        return early, None
    listener(Progress("Measuring both versions in pairs"))
    try:
        floor = noise_floor(original, deadline)
        measurement = measure_programs(original, changed, examination.sizes, deadline, floor)
    except CandidateTooSlow as error:
        return Decision(Outcome.NOT_FASTER, str(error)), None
    except (NotMeasurable, ImportFailed) as error:
        return Decision(Outcome.UNDECIDED, str(error)), None
    return judge_speed(measurement), measurement
