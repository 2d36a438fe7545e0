"""What whoever writes code for a function is given."""

from __future__ import annotations

from speedwright.pipeline.plans import outlook, texts
from speedwright.settings import Settings
from tests.generation.sources import LIBRARY, REPORT, diagnosed


def test_each_plan_is_one_text_with_the_brief_and_its_skills() -> None:
    source, _ = diagnosed(REPORT)
    found = outlook(source, "report", LIBRARY, Settings())
    assert found is not None
    first, second, third = texts(found, LIBRARY)
    assert all(text.startswith("Function: `report`\nGrowth: O(n^2)") for text in (first, second, third))
    assert {plan.skills.mechanism for plan in found.plans} > {"data-structure"}
    assert "Membership tests on a list inside a loop (O(n*m) to O(n+m))" in first + second
    assert "Use a set for `known`" in first + second
    assert "pages read like this" in third


def test_settings_decide_how_many_plans_and_which_skills() -> None:
    source, _ = diagnosed(REPORT)
    found = outlook(source, "report", LIBRARY, Settings(plans=1, ignore=("list-membership-in-loop",)))
    assert found is not None
    (plan,) = found.plans
    assert plan.skills.skills == ("string-building-in-loop",)


def test_a_function_that_is_not_there_has_no_outlook() -> None:
    source, _ = diagnosed(REPORT)
    assert outlook(source, "nobody", LIBRARY, Settings()) is None
