"""One pair: what differs, which parts of that pay by themselves, and how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from speedwright.errors import SpeedwrightError
from speedwright.mining.applying import applied
from speedwright.mining.differencing import Edit, edits_between
from speedwright.mining.grouping import Group, groups
from speedwright.mining.hunks import Hunk, Mined, nothing_of, share_of
from speedwright.mining.normalising import Normal, NotMinable, normal_form, plain
from speedwright.mining.pairs import Pair
from speedwright.mining.terms import Term, term_of
from speedwright.mining.trials import Trial, Tried, Try


def mined_from(pair: Pair, attempt: Try) -> Mined:
    """The hunks of a pair. What is wrong with the pair is its result, too: nothing is raised for that."""
    try:
        if not pair.entry_point:
            raise NotMinable("it is a whole program: only functions are mined")
        normal = normal_form(pair)
        slow, fast = term_of(normal.slow), term_of(normal.fast)
        edits = edits_between(slow, fast)
        if not edits:
            raise NotMinable("both versions are the same but for names and layout")
        parts, versions = _versions(normal, slow, edits)
        tried = attempt(Trial(pair, normal.slow, versions))
    except SpeedwrightError as error:
        return nothing_of(pair, str(error))
    whole = tried[-1]
    hunks = tuple(_hunks(pair, normal, zip(parts, versions, tried, strict=True), whole))
    return Mined(pair.key, pair.name, whole.ratio if whole.same else 1.0, len(edits), hunks)


def _versions(normal: Normal, slow: Term, edits: Sequence[Edit]) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """Groups of edits with the module after each; those that do not fit together are left out."""
    found: dict[str, Group] = {}
    for group in groups(slow, edits):
        try:
            version = plain(applied(normal.slow, normal.fast, [edits[each] for each in sorted(group)]))
        except (ValueError, NotMinable):
            continue
        found.setdefault(version, group)
    return tuple(found.values()), tuple(found)


def _hunks(pair: Pair, normal: Normal, results: Iterator[tuple[Group, str, Tried]], whole: Tried) -> Iterator[Hunk]:
    for group, version, tried in results:
        yield Hunk(
            pair=pair.name,
            problem=pair.problem,
            entry_point=pair.entry_point,
            slow=normal.slow,
            version=version,
            edits=tuple(sorted(group)),
            same=tried.same,
            reason=tried.reason,
            ratio=tried.ratio,
            share=share_of(tried.ratio, whole.ratio) if whole.same else 0.0,
        )
