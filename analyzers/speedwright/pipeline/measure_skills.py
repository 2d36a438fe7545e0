"""Use case `skills measure`: what does a page's rewrite gain on its own cases, by version of Python?"""

from __future__ import annotations

import datetime
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from speedwright.benchmarking.calibration import noise_floor, processor
from speedwright.benchmarking.processes import CandidateTooSlow, NotMeasurable
from speedwright.benchmarking.replaying import ActsDifferently
from speedwright.benchmarking.runner import measure
from speedwright.errors import SpeedwrightError
from speedwright.model.measurement import Measurement
from speedwright.model.thresholds import MIN_RATIO
from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.entry_points import entry_points
from speedwright.pipeline.skills import skill_named
from speedwright.sandbox.guest_handle import ImportFailed, Sandboxed
from speedwright.sandbox.installed import installed_interpreters
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.probing import Interpreter
from speedwright.sandbox.target import locate
from speedwright.settings import Settings
from speedwright.skills.case import Case
from speedwright.skills.evidence import NAME, Gain, SizeGain, SkillEvidence, evidence_of, hash_of_cases, load, save
from speedwright.skills.registry import Library
from speedwright.skills.skill import Skill
from speedwright.verification.examination import examined
from speedwright.verification.examples import Brought

BUDGET_S = 8.0
"""For one case: a third for inputs, the rest for sizes and pairs. What is not decided by then stays open."""

MOST_CASES = 3
"""Cases of a page that are tried, those with calls first, until one shows a gain: some are there for their form,
and their work is small."""


class Measured(NamedTuple):
    """One page on one version; `is_new` tells what was measured now from what was known."""

    skill: str
    gain: Gain
    is_new: bool


class _NotMeasured(Exception):
    """Why a case gives no figures."""


def interpreters(executables: Sequence[str], root: Path) -> tuple[Interpreter, ...]:
    """The named interpreters, or all that are installed. Raises InterpreterError, and SpeedwrightError for none."""
    if executables:
        return tuple(find_interpreter(root, each) for each in executables)
    found = installed_interpreters()
    if not found:
        raise SpeedwrightError("no CPython from 3.8 on was found; name one by --python")
    return found


def measurable(names: Sequence[str], skills: Library) -> tuple[Skill, ...]:
    """The named skills, or all Python pages with a rewrite. Raises SpeedwrightError for those without."""
    if not names:
        return tuple(skill for skill in skills.skills if _can_be_measured(skill))
    chosen = tuple(skill_named(name, skills) for name in names)
    for skill in chosen:
        if not _can_be_measured(skill):
            raise SpeedwrightError(f"{skill.name} has no rewrite in Python that could be measured")
    return chosen


def measure_skills(
    skills: Sequence[Skill],
    pythons: Sequence[Interpreter],
    cancellation: Cancellation,
    again: bool = False,
    started: Callable[[str, str], None] | None = None,
    budget_s: float = BUDGET_S,
) -> Iterator[Measured]:
    """Each page on each interpreter, saved beside the page at once; current figures are kept unless `again`.

    `started` is told the skill and the version whose turn it is; `budget_s` is for one case. Raises Cancelled.
    """
    for skill in skills:
        for python in pythons:
            cancellation.check()
            version = "{}.{}".format(*python.version)
            known = evidence_of(skill)
            if known is not None and version in known.gains and known.gains[version].sizes and not again:
                yield Measured(skill.name, known.gains[version], is_new=False)
                continue
            if started is not None:
                started(skill.name, version)
            gain = _gain(skill, python, version, cancellation, budget_s)
            cancellation.check()
            _keep(skill, gain)
            yield Measured(skill.name, gain, is_new=True)


# Cases are excerpts: their hints may name classes that stand nowhere in them.
_NAMES_LATER = "from __future__ import annotations\n\n"


def pays(gain: Gain) -> bool:
    """Whether the rewrite is faster for certain at some size."""
    return any(size.low > MIN_RATIO for size in gain.sizes)


def _can_be_measured(skill: Skill) -> bool:
    return skill.is_operator and skill.language == "python" and skill.has_rewrite


def _keep(skill: Skill, gain: Gain) -> None:
    """Adds to the evidence of the same cases; that of others goes."""
    path = skill.path.with_name(NAME)
    known = load(path)
    current = hash_of_cases(skill)
    older = known.gains if known is not None and known.cases == current else {}
    save(path, SkillEvidence(current, {**older, gain.python: gain}))


def _gain(skill: Skill, python: Interpreter, version: str, cancellation: Cancellation, budget_s: float) -> Gain:
    interpreter = f"{python.implementation} {'.'.join(map(str, python.version))}"
    machine = f"{platform.system()} {platform.machine()}, {processor()[0]}"
    gain = Gain(version, interpreter, machine, datetime.datetime.now(datetime.timezone.utc).date().isoformat())
    cases = [(number, case) for number, case in enumerate(skill.cases, 1) if case.after is not None]
    cases.sort(key=lambda each: not each[1].calls)
    reason, best = "", gain
    for number, case in cases[:MOST_CASES]:
        try:
            found = _with(gain, number, _measurement(case, python, cancellation, budget_s))
        except (_NotMeasured, SpeedwrightError) as error:
            cancellation.check()
            reason = reason or str(error)
            continue
        if found.sizes[-1].low > MIN_RATIO:
            return found
        best = max(best, found, key=lambda each: each.sizes[-1].ratio if each.sizes else 0.0)
    return best if best.sizes else gain._replace(reason=reason)


def _with(gain: Gain, case: int, found: Measurement) -> Gain:
    sizes = (SizeGain(each.n, round(each.ratio, 3), round(each.low, 3), round(each.high, 3)) for each in found.sizes)
    return gain._replace(case=case, sizes=tuple(sizes), crossover=found.crossover, memory_ratio=found.memory_ratio)


def _measurement(case: Case, python: Interpreter, cancellation: Cancellation, budget_s: float) -> Measurement:
    """The figures of one case: the whole block is the module, and the first function that changes runs."""
    assert case.after is not None
    before, after = (f"{_NAMES_LATER}{text.strip()}\n".encode() for text in (case.before, case.after))
    function = entry_points(before, after)[0]
    deadline = Cancellation(budget_s)
    forget = cancellation.on_cancel(deadline.cancel)
    try:
        with tempfile.TemporaryDirectory(prefix="speedwright-") as folder:
            path = Path(folder, "case.py")
            path.write_bytes(before)
            target = locate(path, Path(folder))
            original = Sandboxed(target, before, function, python, best_isolation(), Settings().memory_limit)
            changed = Sandboxed(target, after, function, python, original.isolation, Settings().memory_limit)
            return _compared(original, changed, case.calls or None, deadline)
    finally:
        forget()


def _compared(original: Sandboxed, changed: Sandboxed, calls: str | None, deadline: Cancellation) -> Measurement:
    try:
        with examined(original, changed, Brought(calls), deadline, unheard) as examination:
            if examination.evidence.counterexample is not None:
                raise _NotMeasured(f"the versions differ: {examination.evidence.counterexample.call}")
            if examination.workload is None:
                raise _NotMeasured(examination.doubt or "no calls were found that could be timed")
            floor = noise_floor(original, deadline)
            return measure(original, changed, examination.workload, deadline, floor, examination.live)
    except (ActsDifferently, NotMeasurable, CandidateTooSlow, ImportFailed) as error:
        raise _NotMeasured(str(error)) from error
