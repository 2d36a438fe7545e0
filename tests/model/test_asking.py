"""Every way in which an endpoint can behave ends in a clear state, and no request is lost or doubled."""

from __future__ import annotations

import email.utils
import logging
import queue
import time
from dataclasses import dataclass, field

import pytest

from speedwright.generation.language_model.asking import Asker
from speedwright.generation.language_model.chat import ChatRequest, Completion, Message
from speedwright.generation.language_model.client import retry_after_s
from speedwright.generation.language_model.completions import Completions
from speedwright.generation.language_model.endpoint import Endpoint
from speedwright.generation.language_model.retrying import ATTEMPTS
from speedwright.generation.language_model.spending import TokenBudget
from speedwright.generation.language_model.unanswered import End, Unanswered
from tests.model.endpoint import KEY, ModelEndpoint, Reply, Script, in_turn, structured

SOURCE = "def a_function_that_nobody_else_may_see(): ..."
ANSWER = structured("def f(): return 1")
# Nothing here takes so long, however busy the machine; and what is to stall does so within a moment.
PATIENT_S, STALL_S = 600.0, 0.3


@dataclass
class Clock:
    """Waits are noted and not waited for."""

    waits: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass
class Run:
    """What became of some requests to a script."""

    results: list[Completion | Unanswered]
    received: list[dict[str, object]]
    waits: list[float]
    budget: TokenBudget
    heard: list[str]

    @property
    def ends(self) -> list[End | None]:
        return [each.end if isinstance(each, Unanswered) else None for each in self.results]


def request(number: int = 0) -> ChatRequest:
    return ChatRequest("m", (Message("user", SOURCE),), 0.5, 100, number)


def run(
    script: Script,
    count: int = 1,
    *,
    tokens: int = 100_000,
    key: str = KEY,
    cache: bool = False,
    needs_key: str | None = None,
    understands_schemas: bool = True,
    timeout_s: float = PATIENT_S,
) -> Run:
    clock, budget, heard = Clock(), TokenBudget(tokens), list[str]()
    done: queue.Queue[Completion | Unanswered] = queue.Queue()
    with ModelEndpoint(script, needs_key, understands_schemas) as server:
        endpoint = Endpoint(server.base_url, "m", "X", key, timeout_s, 2)
        with Asker(endpoint, budget, Completions(endpoint, cache), heard.append, clock.sleep) as asker:
            for number in range(count):
                asker.ask(request(number), done.put)
            results = [done.get() for _ in range(count)]
        assert done.empty()
        return Run(results, server.requests, clock.waits, budget, heard)


def test_an_answer_arrives_whole_with_its_cost_and_its_progress() -> None:
    found = run(in_turn([ANSWER]))

    answer = found.results[0]
    assert isinstance(answer, Completion)
    assert (answer.text, answer.finish) == (ANSWER.text, "stop")
    assert (answer.usage.sent, answer.usage.is_estimate) == (1000, False)
    assert found.budget.used == answer.usage
    assert len(found.heard) > 1
    body = found.received[0]
    assert body["model"] == "m" and body["stream"] is True and body["temperature"] == 0.5


def test_usage_is_estimated_where_the_endpoint_does_not_count() -> None:
    answer = run(in_turn([Reply("x" * 300, without_usage=True)])).results[0]

    assert isinstance(answer, Completion) and answer.usage.is_estimate and answer.usage.received == 100


def test_requests_side_by_side_are_each_answered_once() -> None:
    found = run(lambda number, _: Reply(f"answer {number}"), 9)

    assert len(found.received) == 9 == found.budget.requests
    assert sorted(each.text for each in found.results if isinstance(each, Completion)) == [
        f"answer {number}" for number in range(9)
    ]


def test_a_wrong_key_ends_all_requests_and_is_tried_no_more_often_than_there_are_requests_under_way() -> None:
    found = run(in_turn([ANSWER]), 8, needs_key=KEY, key="wrong-key-of-mine")

    assert found.ends == [End.WRONG_KEY] * 8
    assert len(found.received) <= 2
    assert all("wrong-key-of-mine" not in str(each) for each in found.results)


def test_retry_after_is_waited_for() -> None:
    found = run(in_turn([Reply(status=429, headers={"Retry-After": "7"}), ANSWER]))

    assert found.ends == [None]
    assert found.waits == [7.0]
    assert len(found.received) == 2


def test_an_endpoint_that_asks_to_wait_for_an_hour_is_not_waited_for() -> None:
    found = run(in_turn([Reply(status=429, headers={"Retry-After": "3600"}), ANSWER]))

    assert (found.ends, found.waits, len(found.received)) == ([End.RATE_LIMITED], [], 1)


def test_retry_after_may_be_a_date() -> None:
    late = email.utils.formatdate(time.time() + 1e6, usegmt=True)

    assert retry_after_s({"retry-after": "2.5"}) == 2.5
    assert (retry_after_s({"retry-after": late}) or 0) > 9e5
    assert retry_after_s({"retry-after": "soon"}) is None
    assert retry_after_s({}) is None


@pytest.mark.parametrize(
    ("reply", "end"),
    [
        (Reply(status=500), End.SERVER_FAILED),
        (Reply(status=429), End.RATE_LIMITED),
        (Reply("x" * 400, cut_after=3), End.CUT),
        (Reply(raw=b"<html>Sign in first</html>"), End.CUT),
    ],
    ids=["500", "429", "cut", "another protocol"],
)
def test_what_may_pass_is_tried_again_and_given_up(reply: Reply, end: End) -> None:
    assert run(in_turn([reply, ANSWER])).ends == [None]

    found = run(in_turn([reply]))

    assert found.ends == [end]
    assert len(found.received) == ATTEMPTS == len(found.waits) + 1
    assert found.budget.used.received == 0


@pytest.mark.parametrize("after", [None, 3], ids=["at once", "in the middle"])
def test_an_endpoint_that_falls_silent_is_given_up(after: int | None) -> None:
    found = run(in_turn([Reply("x" * 400, cut_after=after, stalls=True)]), timeout_s=STALL_S)

    assert found.ends == [End.STALLED]
    assert found.budget.requests == ATTEMPTS == len(found.waits) + 1


@pytest.mark.parametrize(("status", "end"), [(404, End.NOT_FOUND), (403, End.WRONG_KEY), (418, End.NOT_UNDERSTOOD)])
def test_what_does_not_pass_is_not_tried_again(status: int, end: End) -> None:
    found = run(in_turn([Reply(status=status)]))

    assert (found.ends, len(found.received)) == ([end], 1)


def test_an_endpoint_without_schemas_is_asked_without_from_then_on() -> None:
    found = run(in_turn([ANSWER]), 6, understands_schemas=False)

    assert found.ends == [None] * 6
    refused = [body for body in found.received if "response_format" in body]
    assert 1 <= len(refused) <= 2
    assert len(found.received) == 6 + len(refused)
    assert all("temperature" in body for body in found.received)


def test_an_endpoint_that_names_a_wrong_parameter_is_asked_without_it() -> None:
    def script(_: int, body: dict[str, object]) -> Reply:
        if "temperature" in body:
            return Reply("Unsupported value: 'temperature' does not support 0.5", status=400)
        if "max_tokens" in body:
            return Reply("Use 'max_completion_tokens' instead of 'max_tokens'", status=400)
        return ANSWER

    found = run(script)

    assert found.ends == [None]
    assert len(found.received) == 3
    assert found.received[-1]["max_completion_tokens"] == 100 and "response_format" in found.received[-1]


def test_an_endpoint_that_understands_nothing_is_given_up() -> None:
    found = run(in_turn([Reply("no", status=400)]))

    assert found.ends == [End.NOT_UNDERSTOOD]
    assert len(found.received) <= 5


def test_what_the_budget_has_no_tokens_for_is_not_sent() -> None:
    wanted = request().prompt_tokens + 100
    found = run(in_turn([Reply("x")]), 3, tokens=wanted + 10)

    assert found.ends.count(End.OVER_BUDGET) == 2 + (found.budget.requests == 0)
    assert len(found.received) == 1


def test_an_equal_request_is_answered_from_the_cache_unless_that_is_off() -> None:
    assert len(run(in_turn([ANSWER]), cache=True).received) == 1
    with ModelEndpoint(in_turn([ANSWER])) as server:
        endpoint = Endpoint(server.base_url, "m", "X", KEY, PATIENT_S, 2)
        for enabled in (True, True, False):
            done: queue.Queue[Completion | Unanswered] = queue.Queue()
            with Asker(endpoint, TokenBudget(10_000), Completions(endpoint, enabled)) as asker:
                asker.ask(request(), done.put)
                answer = done.get()
            assert isinstance(answer, Completion) and answer.text == ANSWER.text
        assert len(server.requests) == 2


def test_a_broken_answer_is_not_kept() -> None:
    with ModelEndpoint(in_turn([Reply("x", finish="length")])) as server:
        endpoint = Endpoint(server.base_url, "m", "X", KEY, PATIENT_S, 2)
        completions = Completions(endpoint, enabled=True)
        done: queue.Queue[Completion | Unanswered] = queue.Queue()
        with Asker(endpoint, TokenBudget(10_000), completions) as asker:
            asker.ask(request(), done.put)
            done.get()
        assert completions.load(request()) is None


def test_cancelling_ends_what_is_under_way_and_what_waits() -> None:
    done: queue.Queue[Completion | Unanswered] = queue.Queue()
    with ModelEndpoint(in_turn([Reply(stalls=True)])) as server:
        endpoint = Endpoint(server.base_url, "m", "X", KEY, PATIENT_S, 2)
        with Asker(endpoint, TokenBudget(100_000), Completions(endpoint, False)) as asker:
            for number in range(5):
                asker.ask(request(number), done.put)
            asker.cancel()
            results = [done.get() for _ in range(5)]

    assert [each.end for each in results if isinstance(each, Unanswered)] == [End.CANCELLED] * 5


def test_an_address_without_a_server_is_told() -> None:
    done: queue.Queue[Completion | Unanswered] = queue.Queue()
    with ModelEndpoint(in_turn([ANSWER])) as server:
        address = server.base_url
    endpoint = Endpoint(address, "m", "X", KEY, PATIENT_S, 2)
    with Asker(endpoint, TokenBudget(10_000), Completions(endpoint, False), sleep=Clock().sleep) as asker:
        asker.ask(request(), done.put)
        result = done.get()

    assert isinstance(result, Unanswered) and result.end is End.UNREACHABLE


def test_logs_and_texts_hold_neither_key_nor_source(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        found = run(in_turn([Reply(f"cannot read {SOURCE} from {KEY}", status=400), ANSWER]))
        failed = run(in_turn([ANSWER]), needs_key="another")

    shown = caplog.text + str(found.results) + str(failed.results) + repr(Endpoint("u", "m", "X", KEY, 1, 1))
    assert KEY not in shown
    assert "nobody_else_may_see" not in caplog.text
