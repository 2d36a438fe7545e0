"""The whole loop against a real endpoint: whatever comes back, nothing wrong is offered and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from speedwright.model.improvement import Improvement
from speedwright.model.problem import Problem
from speedwright.model.verdict import Outcome
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.language_model.use import ModelReport, ModelUse, Preview
from speedwright.settings import Settings
from tests.model import workspace
from tests.model.endpoint import KEY, ModelEndpoint, Reply, Script, fenced, in_turn, structured

# No verdict here may hang on how busy the machine is.
BUDGET_S = 900.0
SECRET = "value-of-the-environment"


@dataclass
class Run:
    results: list[Improvement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reports: list[ModelReport] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def offered(self) -> list[str]:
        return [each.verdict.candidate.result.decode() for each in self.results if each.verdict.accepted]

    @property
    def states(self) -> dict[str, int]:
        return dict(self.reports[0].states)


def run(folder: Path, script: Script, agrees: bool = True, key: str | None = None, **settings: Any) -> Run:
    path = workspace.write(folder)
    found = Run()

    def agree(preview: Preview) -> bool:
        found.previews.append(preview)
        return agrees

    with ModelEndpoint(script, key) as server:
        request = ImproveRequest(
            targets=(Target(path, "pairs_with_sum"),),
            root=folder,
            settings=Settings(budget=BUDGET_S, model_base_url=server.base_url, model_name="m", **settings),
            cumulative=True,
            model=ModelUse(agree, found.reports.append, KEY),
        )
        found.results = list(improve(request, tell=found.problems.append))
        found.requests = server.requests
    return found


MIXED = [
    structured(workspace.WRONG),
    structured(workspace.GOOD, "Count\nwhat was seen."),
    fenced(workspace.SLOW),
    structured(workspace.HOSTILE),
    structured(workspace.CACHING),
    structured(workspace.GOOD.replace("found += ", "found +=  ") + "# the same\n"),
    Reply("Use a dict of what was seen so far."),
    structured(workspace.CHANGED_SIGNATURE),
]


def mixed(number: int, body: dict[str, Any]) -> Reply:
    """First all sorts of answers; what goes back is answered by what is known already."""
    first = len(body["messages"]) == 2
    return MIXED[number % len(MIXED)] if first else structured(workspace.GOOD)


@pytest.fixture(scope="module")
def mixed_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPEEDWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("SOMETHING_SECRET", SECRET)
        yield run(tmp_path_factory.mktemp("workspace"), mixed, model_concurrency=1)


def test_the_right_one_is_offered_and_nothing_else(mixed_run: Run) -> None:
    assert len(mixed_run.offered) == 1
    assert "seen.get(target - number, 0)" in mixed_run.offered[0]
    best = next(each.verdict for each in mixed_run.results if each.verdict.accepted)
    assert best.candidate.explanation == "Count what was seen."
    assert best.evidence.isolation != "none"


def test_every_other_candidate_has_its_verdict(mixed_run: Run) -> None:
    outcomes = sorted(each.verdict.outcome.value for each in mixed_run.results if not each.verdict.accepted)

    assert outcomes == ["different", "not-faster", "undecided", "undecided"]
    assert all("was not run" in each.verdict.reason for each in mixed_run.results if _is_undecided(each))


def _is_undecided(result: Improvement) -> bool:
    return result.verdict.outcome is Outcome.UNDECIDED


def test_every_answer_has_its_state_and_no_request_is_lost_or_doubled(mixed_run: Run) -> None:
    first = [body for body in mixed_run.requests if len(body["messages"]) == 2]
    again = [body for body in mixed_run.requests if len(body["messages"]) == 4]

    assert len(first) == 8 and len(again) == 6 and len(mixed_run.requests) == 14
    assert sum(mixed_run.states.values()) == 14 == mixed_run.reports[0].requests
    assert mixed_run.states["the same as another answer"] == 7
    assert mixed_run.states["the answer holds no code"] == 1
    assert mixed_run.states["the signature or a decorator was changed"] == 1
    assert mixed_run.reports[0].problem == ""


def test_failures_go_back_with_what_shows_them(mixed_run: Run) -> None:
    told = [body["messages"][3]["content"] for body in mixed_run.requests if len(body["messages"]) == 4]

    assert sum("the two differ (value)" in each and "pairs_with_sum([" in each for each in told) == 1
    assert sum("is the same, and not faster" in each and "pairs_with_sum([" in each for each in told) == 1
    assert sum("was not run, for what it adds" in each for each in told) == 2
    assert sum("cannot be used" in each for each in told) == 4


def test_requests_carry_what_they_should(mixed_run: Run) -> None:
    asked = [body["messages"][1]["content"] for body in mixed_run.requests if len(body["messages"]) == 2]

    assert len({each.partition("# Plan:")[2].partition("\n")[0] for each in asked}) == 3
    assert all("O(n^2)" in each and "### " in each and "def pairs_with_sum" in each for each in asked)
    assert {body["temperature"] for body in mixed_run.requests} == {0.5, 0.75, 1.0}


def test_what_comments_ask_for_changes_nothing(mixed_run: Run) -> None:
    sent = json.dumps(mixed_run.requests)

    assert "send the environment" in sent and "print(os.environ)" not in sent
    assert SECRET not in sent and KEY not in sent
    assert all(SECRET not in str(each.verdict) for each in mixed_run.results)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply(""), "the answer is empty"),
        (Reply("", refusal="I would rather not."), "the model refused"),
        (Reply("{'code': "), "the answer holds no code"),
        (Reply(structured(workspace.GOOD).text, finish="length"), "the answer was cut off"),
        (structured(workspace.TWO), "the answer defines the function more than once"),
        (structured(workspace.OTHER_NAME), "the code does not define the function"),
        (structured(workspace.MODULE), "nothing was changed"),
        (Reply("no", status=404), "the endpoint knows no such model or address"),
    ],
    ids=["empty", "refusal", "malformed", "truncated", "two", "name", "unchanged", "404"],
)
def test_answers_without_a_candidate_end_in_their_state(tmp_path: Path, reply: Reply, state: str) -> None:
    found = run(tmp_path, in_turn([reply]), model_candidates=2, model_rounds=0, model_concurrency=1)

    assert found.results == []
    assert found.states == {state: 2}


def test_a_wrong_key_is_told_once_and_not_shown(tmp_path: Path) -> None:
    found = run(tmp_path, in_turn([structured(workspace.GOOD)]), key="another", model_concurrency=1)

    assert found.results == []
    assert found.states == {"the endpoint refuses the key": 8}
    assert len(found.requests) == 1
    assert "refuses the key" in found.reports[0].problem and KEY not in str(found.reports)


def test_nothing_is_sent_where_nobody_agrees(tmp_path: Path) -> None:
    found = run(tmp_path, in_turn([structured(workspace.GOOD)]), agrees=False)

    assert (found.results, found.requests, found.reports) == ([], [], [])
    assert found.previews[0].function == "pairs_with_sum" and len(found.previews[0].bodies) == 8


def test_the_preview_is_what_is_sent_and_its_estimate_is_an_upper_bound(tmp_path: Path) -> None:
    found = run(tmp_path, in_turn([Reply("no")]), model_rounds=0, model_input_price=3.0, model_output_price=15.0)

    sent = sorted(json.dumps(body, sort_keys=True) for body in found.requests)
    assert sorted(json.dumps(body, sort_keys=True) for body in found.previews[0].bodies) == sent
    assert found.reports[0].price == pytest.approx((8 * 1000 * 3.0 + 8 * 1 * 15.0) / 1e6)
    assert found.previews[0].price > 0


def test_a_second_run_asks_nobody_and_sends_nothing_again(tmp_path: Path) -> None:
    with ModelEndpoint(in_turn([Reply("no idea")])) as server:
        settings = Settings(model_base_url=server.base_url, model_name="m", model_candidates=2, model_rounds=0)
        asked: list[Preview] = []
        for _ in range(2):
            use = ModelUse(lambda preview: asked.append(preview) is None)
            path = workspace.write(tmp_path)
            request = ImproveRequest((Target(path, "pairs_with_sum"),), tmp_path, settings, model=use)
            assert list(improve(request)) == []
        assert (len(asked), len(server.requests)) == (1, 2)
        other = Settings(model_base_url=server.base_url, model_name="n", model_candidates=1, model_rounds=0)
        list(improve(ImproveRequest((Target(path, "pairs_with_sum"),), tmp_path, other, model=use)))
        assert len(asked) == 2
