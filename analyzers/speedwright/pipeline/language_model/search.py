"""The search with a model in one function: answers to candidates, candidates to verdicts, failures back to the model.

Equal candidates are verified once, equal mistakes told once. Inputs that told one candidate apart are tried on every
one that would be offered.
"""

from __future__ import annotations

import ast
import queue
from collections.abc import Iterator
from dataclasses import dataclass, replace

from speedwright.distinguishing import DistinguishingInputs
from speedwright.errors import SpeedwrightError
from speedwright.generation.language_model.answers import Answer, Rejected, State, answer_of
from speedwright.generation.language_model.chat import Completion
from speedwright.generation.language_model.grafting import grafted
from speedwright.generation.language_model.unanswered import Unanswered
from speedwright.model.candidate import Candidate
from speedwright.model.verdict import Outcome, Verdict
from speedwright.model.work import Cancellation, Listener, Progress
from speedwright.pipeline.judging import overruled
from speedwright.pipeline.language_model.correspondence import Correspondence
from speedwright.pipeline.language_model.turns import Turn, next_turn
from speedwright.pipeline.language_model.verifying import Verifiers
from speedwright.pipeline.objective import score
from speedwright.pipeline.verify import Bench, versions_of
from speedwright.settings import Settings
from speedwright.syntax.source_file import SourceFile
from speedwright.verification.crosschecking import cross_check
from speedwright.verification.inputs.reading import own_text
from speedwright.verification.screening.screen import screen

# What a model says once, it says again.
_FINAL = frozenset({State.REFUSED})


@dataclass
class _Attempt:
    """One distinct candidate, and all answers that came to it."""

    candidate: Candidate
    turn: Turn
    said: str
    answers: int = 1


@dataclass(frozen=True, slots=True)
class _Answered:
    turn: Turn
    outcome: Completion | Unanswered


@dataclass(frozen=True, slots=True)
class _Judged:
    attempt: _Attempt
    outcome: Verdict | SpeedwrightError


class ModelSearch:
    """Asks about one function from the start on; `refusals` has to be gone through before there is a `best`."""

    def __init__(
        self,
        source: SourceFile,
        function: str,
        turns: tuple[Turn, ...],
        letters: Correspondence,
        verifiers: Verifiers,
        bench: Bench,
        listener: Listener,
        cancellation: Cancellation,
    ) -> None:
        self._source = source
        self._function = function
        self._asker = letters.asker
        self._verifiers = verifiers
        self._bench = bench
        self._tally = letters.tally
        self._listener = listener
        self._cancellation = cancellation
        self._events: queue.SimpleQueue[_Answered | _Judged | None] = queue.SimpleQueue()
        self._attempts: dict[str, _Attempt] = {}
        self._mistakes: set[tuple[str, str]] = set()
        self._accepted: list[Verdict] = []
        self._asked = self._unjudged = 0
        self._overruled: list[Verdict] = []
        for turn in turns:
            self._ask(turn)

    @property
    def _settings(self) -> Settings:
        return self._bench.settings

    def refusals(self) -> Iterator[Verdict]:
        """Runs the search; what is not accepted comes as soon as it is known. Raises Cancelled."""
        forget = self._cancellation.on_cancel(lambda: self._events.put(None))
        try:
            while self._asked or self._unjudged:
                event = self._next()
                if isinstance(event, _Answered):
                    self._asked -= 1
                    self._take(event)
                elif isinstance(event, _Judged):
                    self._unjudged -= 1
                    self._verifiers.finished()
                    yield from self._weigh(event)
                self._show()
        finally:
            forget()
            self._cancellation.check()
        self._choose()
        yield from self._overruled

    @property
    def best(self) -> Verdict | None:
        """The best accepted version by the objective; None without any."""
        return self._accepted[0] if self._accepted else None

    def _choose(self) -> None:
        """Brings the best to the front; whatever other candidates' inputs tell apart goes."""
        self._accepted.sort(key=score, reverse=True)
        while self._accepted and self._mistakes and (refusal := self._refusal(self._accepted[0])) is not None:
            self._overruled.append(refusal)
            self._tally.states[Outcome.DIFFERENT.value] += 1
            self._tally.states[Outcome.ACCEPTED.value] -= 1
            del self._accepted[0]

    def _next(self) -> _Answered | _Judged | None:
        """The next event; where time is up, what was not begun is given up first."""
        left = self._cancellation.remaining_s
        if left <= 0:
            self._cancellation.check()
            self._asker.cancel()
            dropped = self._verifiers.drop()
            self._unjudged -= dropped
            self._tally.states["not tried: the budget was used up"] += dropped
            return self._events.get() if self._asked or self._unjudged else None
        try:
            return self._events.get(timeout=None if left == float("inf") else left)
        except queue.Empty:
            return None

    def _ask(self, turn: Turn) -> None:
        self._asked += 1
        self._asker.ask(turn.request, lambda outcome: self._events.put(_Answered(turn, outcome)))

    def _take(self, event: _Answered) -> None:
        turn, outcome = event.turn, event.outcome
        if isinstance(outcome, Unanswered):
            self._tally.states[outcome.end.value] += 1
            self._tally.problem = str(outcome)
            return
        try:
            candidate = self._candidate(turn, outcome)
        except Rejected as error:
            self._tally.states[error.state.value] += 1
            if error.state not in _FINAL:
                self._ask_again(turn, outcome.text, str(error), None)
            return
        key = meaning(candidate)
        known = self._attempts.get(key)
        if known is not None:
            known.answers += 1
            self._tally.states["the same as another answer"] += 1
            return
        attempt = self._attempts[key] = _Attempt(candidate, turn, outcome.text)
        self._unjudged += 1
        self._verifiers.submit(candidate, lambda verdict: self._events.put(_Judged(attempt, verdict)))

    def _candidate(self, turn: Turn, completion: Completion) -> Candidate:
        answer = answer_of(completion, self._function)
        restored = Answer(turn.task.masking.restored(answer.plan), turn.task.masking.restored(answer.code))
        title = f"A version by {self._settings.model_name}"
        return grafted(self._source, self._function, restored, title)

    def _weigh(self, event: _Judged) -> Iterator[Verdict]:
        attempt, verdict = event.attempt, event.outcome
        if isinstance(verdict, SpeedwrightError):
            self._tally.states["could not be verified"] += 1
            self._tally.problem = str(verdict)
            return
        self._tally.states[verdict.outcome.value] += 1
        if verdict.accepted:
            self._accepted.append(verdict)
            return
        if self._is_worth_telling(verdict):
            self._ask_again(attempt.turn, attempt.said, verdict.reason, verdict)
        yield verdict

    def _is_worth_telling(self, verdict: Verdict) -> bool:
        """Whether a model can mend it: a mistake that was not told yet, no speed, or code that was not even run."""
        found = verdict.evidence.counterexample
        if found is not None:
            mistake = found.call, found.candidate
            is_new = mistake not in self._mistakes
            self._mistakes.add(mistake)
            return is_new
        candidate = verdict.candidate
        return verdict.outcome is Outcome.NOT_FASTER or bool(screen(candidate.source, candidate.result))

    def _ask_again(self, turn: Turn, said: str, reason: str, verdict: Verdict | None) -> None:
        if turn.round < self._settings.model_rounds and self._cancellation.remaining_s > 0:
            self._ask(next_turn(turn, said, reason, verdict))

    def _refusal(self, verdict: Verdict) -> Verdict | None:
        """The verdict as it is after all inputs that are known by now; None where it still holds."""
        original, changed = versions_of(verdict.candidate, self._function, self._bench)
        text = own_text(verdict.candidate.source, self._function)
        cases = DistinguishingInputs(original.target.path, verdict.function, text).load()
        found = cross_check(original, changed, cases, Cancellation(self._settings.budget)).found
        if found is None:
            return None
        reason = f"an input that told another candidate apart tells this one apart, too: {found.difference.value}"
        evidence = replace(verdict.evidence, counterexample=found)
        return overruled(replace(verdict, outcome=Outcome.DIFFERENT, reason=reason, evidence=evidence), self._bench)

    def _show(self) -> None:
        parts = [f"{self._asked} answers to come"] if self._asked else []
        parts += [f"{self._unjudged} to be verified"] if self._unjudged else []
        if parts:
            subject = (self._source.path.name, self._function)
            self._listener(Progress(f"{', '.join(parts)}, {len(self._accepted)} accepted", subject=subject))


def meaning(candidate: Candidate) -> str:
    """What two candidates have in common that differ in nothing but layout and comments."""
    return ast.dump(ast.parse(candidate.result))
