"""Skills and a source file to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from speedwright.detection.brevity import is_brief
from speedwright.detection.dilution import is_diluted
from speedwright.detection.ranking import ranked
from speedwright.detection.repetition import runs_often, runs_rarely
from speedwright.detection.silencing import is_generated, silenced_lines
from speedwright.detection.smallness import is_small, named_by
from speedwright.detection.weighing import Weight, is_worthless, severity
from speedwright.model.finding import Finding, Severity
from speedwright.model.text import Span
from speedwright.model.thresholds import HOT, LARGE_GAIN
from speedwright.skills.evidence import Gain
from speedwright.skills.matching import Match, MatchProblem, found_in, unasked
from speedwright.skills.reading import HERE
from speedwright.skills.registry import Library
from speedwright.skills.rewriting import describe
from speedwright.skills.skill import Skill
from speedwright.skills.standing import Standing
from speedwright.syntax.functions import outermost_function
from speedwright.syntax.node import enclosing, span_of
from speedwright.syntax.python.loops import loops_around
from speedwright.syntax.source_file import SourceFile

NODE_LIMIT = 1_500_000
"""Syntax nodes of a file that is still looked at: some fifty thousand lines. Matching takes about a microsecond for
each, so that generated tables of several megabytes would hold an editor for half a minute."""


class Problem(NamedTuple):
    """A skill that failed on a file, or a file too large for any (then `skill` is empty): one more result, never the
    end.
    """

    skill: str
    message: str


HeatOf = Callable[[Span], "float | None"]
"""The share of a profile's time that a place of the source took (0 to 1); None where that is not known."""


class Detection(NamedTuple):
    """What was found, and which skills failed."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()


def detect(source: SourceFile, library: Library, within: Span | None = None) -> tuple[Finding, ...]:
    """The findings that touch `within` (everywhere by default), in source order."""
    return inspect(source, library, within).findings


def inspect(
    source: SourceFile,
    library: Library,
    within: Span | None = None,
    heat: HeatOf | None = None,
    check: Callable[[], None] = unasked,
) -> Detection:
    """As `detect`, with the skills that failed; `heat`, from a profile, counts in how loudly findings are told.

    `check` is called often: whoever does not want the findings any more ends the search by an exception in it.
    """
    if is_generated(source):
        return Detection(())
    nodes = source.root.descendant_count
    if nodes > NODE_LIMIT:
        return Detection((), (Problem("", f"left alone: {nodes} syntax nodes, more than {NODE_LIMIT}"),))
    silenced = silenced_lines(source)
    matches: list[Match] = []
    problems: dict[Problem, None] = {}
    for found in found_in(source, library.matcher(source.language.name), within, check):
        if isinstance(found, MatchProblem):
            problems[Problem(found.skill.name, f"{found.guard}: {found.message}")] = None
        elif not (
            _is_silenced(source, found, silenced)
            or is_worthless(library.gains(found.skill))
            or _is_too_brief(source, found)
        ):
            matches.append(found)
    return Detection(ranked(_findings(source, matches, library, heat, check)), tuple(problems))


def _findings(
    source: SourceFile,
    matches: Sequence[Match],
    library: Library,
    heat: HeatOf | None,
    check: Callable[[], None],
) -> Iterator[Finding]:
    """The findings of all matches. Those of one skill in one function are compared with it together; what is wrong
    with how a collection is kept is told at the first place that suffers.
    """
    groups: dict[tuple[str, Span], list[Match]] = {}
    for match in matches:
        groups.setdefault((match.skill.name, _around(source, match)), []).append(match)
    for group in groups.values():
        check()
        heats = [None if heat is None else heat(match.span) for match in group]
        weights = [_weight(source, match, library, share) for match, share in zip(group, heats, strict=True)]
        diluted = is_diluted(source, group, weights[0])
        about: set[tuple[str, ...]] = set()
        for match, weight in zip(group, weights, strict=True):
            named = named_by(match) if weight.grows else ()
            quiet = diluted or named in about or _is_slight(source, match, weight)
            about |= {named} if named else set()
            yield _finding(source, match, library, weight, quiet)


def _is_slight(source: SourceFile, match: Match, weight: Weight) -> bool:
    """Whether a match is about little, or about what seldom runs. A hint about the rounds of a loop needs a sign that
    there are many.
    """
    if source.language.name != "python":
        return False
    here = match.captures[HERE][0]
    if is_small(source, match, weight.grows) or runs_rarely(source, here):
        return True
    needs_sign = match.skill.severity is Severity.HINT and not weight.grows and _is_about_rounds(match.skill)
    return needs_sign and not runs_often(source, here)


def _around(source: SourceFile, match: Match) -> Span:
    """The function around a match, or its own place where there is none."""
    function = enclosing(source.root, match.captures[HERE][0], _DEFINED)
    return match.span if function is None else span_of(function)


def _is_silenced(source: SourceFile, match: Match, silenced: Mapping[int, frozenset[str]]) -> bool:
    return bool(silenced) and match.skill.name in silenced.get(
        source.line_index.line_of(match.span.start), frozenset()
    )


_DEFINED = frozenset({"function_definition"})
# Their pages are about what happens in every round.
_LOOP_GUARDS = frozenset({"in-loop", "in-statement-loop", "unchanged-in-loop"})


def _shows_growth(measured: Sequence[Gain]) -> bool:
    """Whether what was measured bears a page's growth out: CPython mends adding to a local text by itself."""
    largest = measured[-1].largest if measured else None
    return largest is None or largest.low >= LARGE_GAIN


def _is_about_rounds(skill: Skill) -> bool:
    return any(use.name in _LOOP_GUARDS for use in skill.guards)


def _is_too_brief(source: SourceFile, match: Match) -> bool:
    """Whether a match is about rounds or growth, and stands in loops of visibly few rounds."""
    skill = match.skill
    if source.language.name != "python":
        return False
    return (_is_about_rounds(skill) or skill.changes_growth) and is_brief(source, match.captures[HERE][0])


def _finding(source: SourceFile, match: Match, library: Library, weight: Weight, quiet: bool) -> Finding:
    standing = library.standing(match.skill.name)
    function = outermost_function(source, match.span)
    captures = match.spans
    return Finding(
        skill=match.skill.name,
        path=source.path,
        span=match.span,
        message=describe(source, match.skill.message, captures) + _reason_to_sink(standing),
        severity=severity(match.skill.severity, match.doubts, weight),
        function=None if function is None else function.qualname,
        captures=captures,
        doubts=match.doubts,
        # Where the time was seen to go, nobody has to guess that it is diluted.
        quiet=quiet and (weight.heat is None or weight.heat < HOT),
        heat=weight.heat,
    )


def _reason_to_sink(standing: Standing) -> str:
    return f" (told quietly: {standing.text})" if standing.is_failing else ""


def _weight(source: SourceFile, match: Match, library: Library, heat: float | None) -> Weight:
    """What is known of a match; on several versions of Python, the newest is the one that counts."""
    skill = match.skill
    measured = [gain for gain in library.gains(skill) if gain.sizes]
    python = source.language.name == "python"
    return Weight(
        grows=skill.changes_growth and _shows_growth(measured),
        depth=sum(1 for _ in loops_around(source, match.captures[HERE][0])) if python else 0,
        gain=measured[-1] if measured else None,
        heat=heat,
        failing=library.standing(skill.name).is_failing,
    )
