"""Skills for a function: hits of queries first, then pages that read like its brief."""

from __future__ import annotations

import subprocess
import sys

from speedwright.generation.briefing import brief_of
from speedwright.generation.planning import compose
from speedwright.generation.routing import hits, promise, route
from speedwright.generation.wording import plan_text
from speedwright.model.plan import SkillSet
from tests.generation.sources import LIBRARY, REPORT, diagnosed

BRUTE = """\
def pairs(numbers: list[int]) -> int:
    count = 0
    for i in range(len(numbers)):
        for j in range(i + 1, len(numbers)):
            if (numbers[i] + numbers[j]) % 3 == 0:
                count += 1
    return count
"""


def routed(text: str, function: str, limit: int = 3) -> tuple[SkillSet, ...]:
    source, findings = diagnosed(text)
    brief = brief_of(source, function, findings, LIBRARY)
    assert brief is not None
    return route(brief, findings, LIBRARY, limit)


def test_hits_come_first_and_all_mechanisms_differ() -> None:
    sets = routed(REPORT, "report")
    assert [each.matched for each in sets] == [True, True, False]
    assert {name for each in sets[:2] for name in each.skills} == {
        "list-membership-in-loop",
        "string-building-in-loop",
    }
    assert len({each.mechanism for each in sets}) == 3


def test_without_a_hit_pages_that_read_alike_are_taken() -> None:
    sets = routed(BRUTE, "pairs")
    assert len({each.mechanism for each in sets}) == 3
    assert not any(each.matched for each in sets)
    assert all(LIBRARY.skill(name) is not None for each in sets for name in each.skills)
    assert any(each.mechanism in ("algorithm", "data-structure") for each in sets), (
        "brute force is no matter of builtins"
    )


def test_no_more_sets_than_asked_for() -> None:
    assert len(routed(REPORT, "report", limit=1)) == 1


def test_routing_twice_gives_the_same() -> None:
    assert routed(BRUTE, "pairs") == routed(BRUTE, "pairs")


def test_the_most_promising_mechanism_comes_first() -> None:
    _, findings = diagnosed(REPORT)
    first = hits(findings, LIBRARY)[0].skills[0]
    assert promise(next(each for each in findings if each.skill == first), LIBRARY) == max(
        promise(each, LIBRARY) for each in findings
    )


def test_hardly_a_skill_is_without_strategy() -> None:
    known = {word for each in LIBRARY.strategies for word in each.mechanism.split()}
    operators = [each for each in LIBRARY.skills if each.is_operator and each.language == "python"]
    assert sum(each.mechanism in known for each in operators) > 0.9 * len(operators)


def test_no_mechanism_has_two_strategies() -> None:
    words = [word for each in LIBRARY.strategies for word in each.mechanism.split()]
    assert len(words) == len(set(words))


def test_only_sets_of_hits_have_steps_and_each_plan_can_be_read() -> None:
    source, findings = diagnosed(REPORT)
    plans = compose(source, routed(REPORT, "report"), findings, LIBRARY)
    assert [bool(each.steps) for each in plans] == [True, True, False]
    for plan in plans:
        text = plan_text(plan, LIBRARY)
        assert text.startswith("# Plan: ")
        assert "## How to carry it out" in text
        assert ("## Known steps" in text) == bool(plan.steps)


def test_hits_need_no_search_in_texts() -> None:
    code = (
        "import sys\nfrom tests.generation.sources import *\nfrom speedwright.generation.routing import hits\n"
        "assert hits(diagnosed(REPORT)[1], LIBRARY)\nassert not {'bm25s', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
