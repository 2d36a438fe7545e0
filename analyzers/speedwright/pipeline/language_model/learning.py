"""Use case `skills learn --model`: a model makes pages of what was accepted, and those that hold join the team's."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from speedwright.accepted_rewrites import AcceptedRewrite, AcceptedRewrites
from speedwright.cache import put_inside
from speedwright.errors import SpeedwrightError
from speedwright.generation.language_model.answers import Rejected
from speedwright.generation.language_model.chat import ChatRequest, Completion
from speedwright.generation.language_model.endpoint import endpoint_of
from speedwright.generation.language_model.page_answers import page_in
from speedwright.generation.language_model.page_prompting import PageTask, page_feedback, page_messages, page_task
from speedwright.generation.language_model.prompting import STYLES
from speedwright.generation.language_model.unanswered import Unanswered
from speedwright.model.work import Cancellation, Listener, Progress, unheard
from speedwright.pipeline.language_model.correspondence import Correspondence, preview_of_requests
from speedwright.pipeline.language_model.page_proving import PageFailed, PageProver, ProvenPage
from speedwright.pipeline.language_model.use import ModelUse, Preview
from speedwright.pipeline.learned import known_page, lessons
from speedwright.pipeline.skills import TEAM_PAGES, library
from speedwright.sandbox.isolation import best_isolation
from speedwright.settings import Settings
from speedwright.skills.evidence import NAME
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile

CAREFUL = min(STYLES, key=lambda style: style.temperature)
ROUNDS = 1
"""How often a page that failed goes back. What a model does not mend when told why, it does not mend."""


@dataclass(frozen=True, slots=True)
class ModelLearnRequest:
    """From which workspace to learn, and whom to ask; `functions` are `PATH::QUALNAME`, all where there are none."""

    root: Path
    settings: Settings
    model: ModelUse = field(default_factory=ModelUse)
    functions: tuple[str, ...] = ()
    python: str | None = None


@dataclass(frozen=True, slots=True)
class LearnedPage:
    """What came of one rewrite. `fate` is `written`, `known`, `dropped` or `unanswered`; `reason` says why.

    `name` is the page's, empty where there is none; `ratio` the speedup that it reproduced, None where it did not.
    """

    function: str
    fate: str
    name: str = ""
    reason: str = ""
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A request on its way: what it is about, and how often its page failed."""

    accepted: AcceptedRewrite
    task: PageTask
    request: ChatRequest
    round: int = 0


def previews_of_learning(request: ModelLearnRequest) -> Iterator[Preview]:
    """What would be sent for each rewrite; nothing is. Raises NoEndpoint and SpeedwrightError."""
    endpoint = endpoint_of(request.settings, request.model.key)
    skills = library(request.root)
    for accepted in _chosen(request):
        lesson = None if known_page(accepted, skills) else _lesson(accepted, request.settings, skills)
        if isinstance(lesson, _Lesson):
            masked = lesson.task.masking.count
            yield preview_of_requests([lesson.request], _name(accepted), masked, endpoint, request.settings)


def learn_by_model(
    request: ModelLearnRequest, listener: Listener = unheard, cancellation: Cancellation | None = None
) -> Iterator[LearnedPage]:
    """Each rewrite that no skill of the library made, with what came of it. Raises SpeedwrightError and Cancelled.

    A page is written only when its cases hold and show a gain, it makes the function that it was learned from as
    fast again, and it is silent on code that is fast. One that fails goes back once, and is dropped then.
    """
    chosen = _chosen(request)
    if not best_isolation().is_real and not request.settings.allow_weak_isolation:
        raise SpeedwrightError(
            "a model's pages have cases that run to be measured, and nothing here holds them: install bubblewrap, "
            "use a kernel with Landlock and seccomp, or set allow-weak-isolation"
        )
    ending = cancellation or Cancellation()
    with closing(Correspondence(request.model, request.root, request.settings, listener, ending)) as letters:
        yield from _Learning(request, letters, listener, ending).pages(chosen)


def _chosen(request: ModelLearnRequest) -> tuple[AcceptedRewrite, ...]:
    """The rewrites to learn from. Raises SpeedwrightError where there are none."""
    everything = AcceptedRewrites(request.root).load()
    if not everything:
        raise SpeedwrightError(
            "nothing was accepted in this workspace yet: `improve --model`, or `speedwright verify` your own rewrites"
        )
    found = lessons(everything, library(request.root))
    unknown = [each for each in request.functions if each not in map(_name, everything)]
    if unknown:
        raise SpeedwrightError(f"{unknown[0]}: no rewrite of it was accepted in this workspace")
    return tuple(each for each in found if not request.functions or _name(each) in request.functions)


def _name(accepted: AcceptedRewrite) -> str:
    return f"{accepted.path}::{accepted.function}"


def _lesson(accepted: AcceptedRewrite, settings: Settings, skills: Library) -> _Lesson | str:
    """The first request about a rewrite, or why there is none."""
    before, after = (
        SourceFile.parse(text.encode(), Path(accepted.path)) for text in (accepted.before, accepted.after)
    )
    try:
        task = page_task(accepted.function, accepted.plan, accepted.ratio, before, after)
    except Rejected as error:
        return str(error)
    if task is None:
        return "it is too long to be sent, or inside a function"
    messages = page_messages(task, skills)
    request = ChatRequest(
        settings.model_name, messages, CAREFUL.temperature, settings.model_answer_tokens, form="skill_page"
    )
    return _Lesson(accepted, task, request)


class _Learning:
    """One run: requests are under way side by side, pages are tried one after the other as they come."""

    def __init__(
        self,
        request: ModelLearnRequest,
        letters: Correspondence,
        listener: Listener,
        cancellation: Cancellation,
    ) -> None:
        self._request = request
        self._letters = letters
        self._tally = letters.tally
        self._listener = listener
        self._cancellation = cancellation
        self._skills = library(request.root)
        self._answers: queue.SimpleQueue[tuple[_Lesson, Completion | Unanswered] | None] = queue.SimpleQueue()
        self._under_way = 0

    def pages(self, chosen: Sequence[AcceptedRewrite]) -> Iterator[LearnedPage]:
        for accepted in chosen:
            refused = self._asked(accepted)
            if refused is not None:
                yield refused
        forget = self._cancellation.on_cancel(lambda: self._answers.put(None))
        try:
            while self._under_way:
                self._listener(Progress(f"{self._under_way} pages to come"))
                answer = self._answers.get()
                self._cancellation.check()
                if answer is not None:
                    self._under_way -= 1
                    yield from self._taken(*answer)
        finally:
            forget()

    def _asked(self, accepted: AcceptedRewrite) -> LearnedPage | None:
        """Has a model asked; what there is to say where it is not."""
        name, settings = _name(accepted), self._request.settings
        known = known_page(accepted, self._skills)
        if known is not None:
            return LearnedPage(name, "known", known, f"{known} finds it")
        lesson = _lesson(accepted, settings, self._skills)
        if isinstance(lesson, str):
            return LearnedPage(name, "unanswered", reason=lesson)
        first, masked, endpoint = [lesson.request], lesson.task.masking.count, self._letters.endpoint
        if not self._letters.may_send(lambda: preview_of_requests(first, name, masked, endpoint, settings)):
            return LearnedPage(name, "unanswered", reason="nobody agreed to what would be sent")
        self._ask(lesson)
        return None

    def _ask(self, lesson: _Lesson) -> None:
        self._under_way += 1
        self._letters.asker.ask(lesson.request, lambda outcome: self._answers.put((lesson, outcome)))

    def _taken(self, lesson: _Lesson, outcome: Completion | Unanswered) -> Iterator[LearnedPage]:
        """A page that is written, one that is dropped, or nothing where one goes back."""
        name = _name(lesson.accepted)
        if isinstance(outcome, Unanswered):
            self._tally.states[outcome.end.value] += 1
            self._tally.problem = str(outcome)
            yield LearnedPage(name, "unanswered", reason=str(outcome))
            return
        known = known_page(lesson.accepted, self._skills)
        if known is not None:
            yield LearnedPage(name, "known", known, f"{known} finds it")
            return
        try:
            page = self._proven(lesson, outcome)
        except (PageFailed, Rejected) as error:
            self._cancellation.check()
            self._tally.states["the page does not hold"] += 1
            yield from self._failed(lesson, outcome.text, str(error))
            return
        except SpeedwrightError as error:
            # Nothing that a model could mend, and nothing that it should be told: paths of this machine, for one.
            self._cancellation.check()
            yield LearnedPage(name, "dropped", reason=str(error))
            return
        self._tally.states["the page holds"] += 1
        self._write(page)
        yield LearnedPage(name, "written", page.skill.name, "", page.ratio)

    def _proven(self, lesson: _Lesson, completion: Completion) -> ProvenPage:
        text = lesson.task.masking.restored(page_in(completion))
        request = self._request
        prover = PageProver(request.root, request.settings, request.python, self._skills)
        return prover.proven(text, lesson.accepted, self._listener, self._cancellation)

    def _failed(self, lesson: _Lesson, said: str, reason: str) -> Iterator[LearnedPage]:
        if lesson.round >= ROUNDS:
            yield LearnedPage(_name(lesson.accepted), "dropped", reason=reason)
            return
        messages = page_feedback(lesson.task, lesson.request.messages, said, reason)
        self._ask(replace(lesson, request=replace(lesson.request, messages=messages), round=lesson.round + 1))

    def _write(self, page: ProvenPage) -> None:
        root, place = self._request.root, TEAM_PAGES / page.skill.name / "SKILL.md"
        try:
            put_inside(root, place.with_name(NAME), page.evidence)
            put_inside(root, place, page.text)
            for each in (place, place.with_name(NAME)):
                # Whoever reads the checkout may read its pages.
                (root / each).chmod(0o644)
        except OSError as error:
            raise SpeedwrightError(f"{root / place}: cannot be written: {error.strerror or error}") from error
        self._skills = library(root)
