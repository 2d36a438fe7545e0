"""The search over verified steps, on verdicts that are given; `test_improve` has it with real ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest

from speedwright.detection.detector import detect
from speedwright.model.candidate import Candidate
from speedwright.model.improvement import step_gains
from speedwright.model.verdict import Outcome, Verdict
from speedwright.pipeline.searching import Search
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile
from tests.pipeline.proofs import EVIDENCE, MEASUREMENT

LIBRARY = load_library()
REPORT = """\
def report(rows: list[int], known: list[int]) -> str:
    text = ""
    queue = [0]
    for row in rows:
        queue.append(queue.pop(0) + row)
        if row in known:
            text += str(row)
    return text
"""
SET, DEQUE, JOIN = "list-membership-in-loop", "front-pop-queue", "string-building-in-loop"


class Judge:
    """Gives the ratio that is set for a skill; what has none is not faster, and 0 stands for a difference."""

    def __init__(self, ratios: Mapping[str, float], together: float = 1.0) -> None:
        self.ratios = ratios
        self.together = together
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, candidate: Candidate) -> Verdict:
        self.asked.append(candidate.skills)
        ratio = self.ratios.get(candidate.skills[0], 1.0) if len(candidate.skills) == 1 else self.together
        outcome = Outcome.DIFFERENT if not ratio else Outcome.ACCEPTED if ratio > 1.05 else Outcome.NOT_FASTER
        measured = dataclasses.replace(MEASUREMENT, ratio=ratio, low=ratio, high=ratio)
        return Verdict(candidate, "m.report", outcome, "", EVIDENCE, measured, 1.0)


def searched(judge: Judge, text: str = REPORT, **options: int) -> tuple[Search, list[Verdict]]:
    source = SourceFile.parse(text.encode(), Path("module.py"))
    search = Search(source, detect(source, LIBRARY), LIBRARY, Settings(**options), judge)
    return search, list(search.refusals())


def skills(search: Search) -> list[str]:
    return [name for step in search.best.steps for name in step.candidate.skills]


def test_each_accepted_step_is_the_base_of_the_next() -> None:
    search, refused = searched(Judge({SET: 3.0, DEQUE: 2.0, JOIN: 1.5}))
    assert refused == []
    assert sorted(skills(search)) == sorted((SET, DEQUE, JOIN))
    steps = [step.candidate for step in search.best.steps]
    assert [each.source for each in steps[1:]] == [each.result for each in steps[:-1]]
    whole = search.whole()
    assert whole is not None
    assert (whole.source, whole.result) == (REPORT.encode(), steps[-1].result)
    assert set(whole.skills) == {SET, DEQUE, JOIN}
    assert len(whole.findings) == 3


def test_a_refused_step_leaves_the_others_and_is_tried_once() -> None:
    judge = Judge({SET: 3.0, DEQUE: 2.0, JOIN: 0.0})
    search, refused = searched(judge)
    assert [each.candidate.skills for each in refused] == [(JOIN,)]
    assert sorted(skills(search)) == sorted((SET, DEQUE))
    assert judge.asked.count((JOIN,)) == 1
    whole = search.whole()
    assert whole is not None
    assert JOIN not in {each.skill for each in whole.findings}, "what is still there is not settled"


def test_one_step_is_no_whole_and_none_is_the_text_itself() -> None:
    search, _ = searched(Judge({SET: 3.0}))
    assert skills(search) == [SET]
    assert search.whole() is None
    search, refused = searched(Judge({}))
    assert search.best is search.start
    assert {each.outcome for each in refused} == {Outcome.NOT_FASTER}


@pytest.mark.parametrize(("ratio", "asked"), [(3.0, 2), (1.5, 1)])
def test_what_was_not_faster_is_tried_again_where_the_time_that_hid_it_is_gone(ratio: float, asked: int) -> None:
    first: dict[tuple[str, ...], Verdict] = {}
    judge = Judge({DEQUE: ratio})

    def hidden(candidate: Candidate) -> Verdict:
        verdict = judge(candidate)
        judge.ratios = {**judge.ratios, **({SET: 1.4, JOIN: 1.3} if verdict.accepted else {})}
        first.setdefault(candidate.skills, verdict)
        return verdict

    source = SourceFile.parse(REPORT.encode(), Path("module.py"))
    search = Search(source, detect(source, LIBRARY), LIBRARY, Settings(), hidden)
    list(search.refusals())
    early = [names for names, verdict in first.items() if not verdict.accepted and len(names) == 1]

    assert early
    assert [judge.asked.count(names) for names in early] == [asked] * len(early)
    assert all((names[0] in skills(search)) is (asked == 2) for names in early)


def test_steps_too_small_alone_are_tried_together() -> None:
    judge = Judge({JOIN: 0.0}, together=1.2)
    search, refused = searched(judge)
    assert sorted(skills(search)) == sorted((SET, DEQUE))
    assert len(search.best.steps) == 1, "one verification, one step"
    assert all(JOIN not in asked for asked in judge.asked if len(asked) > 1), "what differs is not"
    assert len(refused) == 3


def test_shares_are_those_of_the_logarithms() -> None:
    search, _ = searched(Judge({SET: 4.0, DEQUE: 2.0, JOIN: 2.0}))
    shares = {each.skills[0]: each.share for each in step_gains(search.best.steps)}
    assert shares == pytest.approx({SET: 0.5, DEQUE: 0.25, JOIN: 0.25})


def test_a_wider_beam_ends_at_the_largest_speedup_and_asks_more() -> None:
    ratios = {SET: 1.2, DEQUE: 5.0, JOIN: 1.5}
    narrow, wide = Judge(ratios), Judge(ratios)
    greedy, _ = searched(narrow)
    beam, refused = searched(wide, beam=3)
    assert refused == []
    assert beam.best.gain == pytest.approx(greedy.best.gain)
    assert beam.best.source.content == greedy.best.source.content
    assert len(wide.asked) > len(narrow.asked)


def test_no_more_plans_at_a_time_than_set_but_all_in_the_end() -> None:
    judge = Judge({})
    searched(judge, plans=1)
    assert {name for asked in judge.asked for name in asked} == {SET, DEQUE, JOIN}


def test_what_is_left_is_counted_while_the_search_runs() -> None:
    source = SourceFile.parse(REPORT.encode(), Path("module.py"))
    search = Search(source, detect(source, LIBRARY), LIBRARY, Settings(), Judge({}))
    assert search.untried() == 3
    refusals = search.refusals()
    next(refusals)
    assert search.untried() == 2


def test_a_judge_that_knows_nothing_ends_the_search() -> None:
    source = SourceFile.parse(REPORT.encode(), Path("module.py"))
    search = Search(source, detect(source, LIBRARY), LIBRARY, Settings(), lambda _: None)
    assert list(search.refusals()) == []
    assert len(search.candidates()) == 3


class Alternatives(Judge):
    """Takes one step of the text itself, and none after it; ratios are known to a `spread`."""

    def __init__(self, ratios: Mapping[str, float], spread: float) -> None:
        super().__init__(ratios)
        self._spread = spread

    def __call__(self, candidate: Candidate) -> Verdict:
        verdict = super().__call__(candidate)
        if candidate.source != REPORT.encode():
            return dataclasses.replace(verdict, outcome=Outcome.NOT_FASTER)
        assert verdict.measurement is not None
        low, high = verdict.measurement.ratio - self._spread, verdict.measurement.ratio + self._spread
        measured = dataclasses.replace(verdict.measurement, low=low, high=high)
        return dataclasses.replace(verdict, measurement=measured)


def test_of_two_ways_that_are_equally_fast_the_simpler_is_kept() -> None:
    kept = {
        tuple(skills(searched(Alternatives({SET: first, JOIN: second}, spread=0.3), beam=2)[0]))
        for first, second in ((2.0, 1.9), (1.9, 2.0))
    }
    clear = [
        skills(searched(Alternatives({SET: first, JOIN: second}, spread=0.01), beam=2)[0])
        for first, second in ((2.0, 1.9), (1.9, 2.0))
    ]

    assert len(kept) == 1
    assert clear == [[SET], [JOIN]]
