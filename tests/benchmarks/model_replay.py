"""One slow function, a local endpoint that replays answers about it, and what `improve` makes of them."""

from __future__ import annotations

import argparse
import contextlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from speedwright.errors import SpeedwrightError
from speedwright.generation.language_model.answers import Rejected, answer_of
from speedwright.generation.language_model.chat import Completion, Usage
from speedwright.generation.language_model.grafting import grafted
from speedwright.model.candidate import Candidate
from speedwright.model.verdict import Verdict
from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.pipeline.language_model.search import meaning
from speedwright.pipeline.language_model.use import ModelReport, ModelUse
from speedwright.pipeline.language_model.verifying import Done, Verifiers
from speedwright.settings import Settings
from speedwright.syntax.source_file import SourceFile
from tests.benchmarks.journal import Journal, add_journal_options
from tests.benchmarks.pairs import example_calls
from tests.benchmarks.replaying import really_differs
from tests.model.endpoint import ModelEndpoint, Reply, in_turn


@dataclass(frozen=True)
class Replay:
    """What came of it: the version offered, all other verdicts, how answers ended, and seconds.

    `accepted` are all answers that were, of which one is offered. `verifying_s` is how long at least one verification
    was under way, `verified_s` what all took together.
    """

    offered: Verdict | None
    refused: tuple[Verdict, ...]
    states: dict[str, int]
    seconds: float
    problem: str = ""
    verifying_s: float = 0.0
    verified_s: float = 0.0
    accepted: tuple[Verdict, ...] = ()

    def offered_answer(self, row: dict[str, Any], texts: Sequence[str]) -> int | None:
        """Which of the answers the offered version is; None where it is none of them."""
        return None if self.offered is None else answer_behind(self.offered, row, texts)


def answer_behind(verdict: Verdict, row: dict[str, Any], texts: Sequence[str]) -> int | None:
    """The first of the answers that a verdict is about; None where it is about none of them."""
    wanted = meaning(verdict.candidate)
    return next((number for number, text in enumerate(texts) if _meaning_of(row, text) == wanted), None)


def is_shown(verdict: Verdict) -> bool | None:
    """Whether a replay without the product shows the difference that a verdict names; None where it names none, or
    one that cannot be replayed.
    """
    found, candidate = verdict.evidence.counterexample, verdict.candidate
    if found is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "subject.py"), Path(folder, "changed.py")
        before.write_bytes(candidate.source)
        after.write_bytes(candidate.result)
        return really_differs(before, after, found.call)


def _meaning_of(row: dict[str, Any], text: str) -> str | None:
    source = SourceFile.parse(row["slow"].encode(), Path("subject.py"))
    try:
        answer = answer_of(Completion(text, "stop", "", Usage(0, 0)), row["entry_point"])
        return meaning(grafted(source, row["entry_point"], answer, ""))
    except Rejected:
        return None


def add_options(parser: argparse.ArgumentParser, count: int | None = None) -> None:
    """Which functions, and for how long."""
    add_journal_options(parser, count)
    parser.add_argument("--verification", type=float, default=15.0, help="seconds for one verification")
    parser.add_argument("--with-skills", action="store_true", help="let the library's own rewrites compete")


def journal_of(name: str, arguments: argparse.Namespace, **more: object) -> Journal:
    """The rows of a benchmark that were measured with these options; the seed draws answers, too."""
    options = {"seed": arguments.seed, "verification": arguments.verification, "skills": arguments.with_skills}
    return Journal(name, {**options, **more})


def replayed(row: dict[str, Any], texts: Sequence[str], arguments: argparse.Namespace) -> Replay:
    """`improve --model` on the slow version of a pair, each answer given once. Nothing is kept between functions."""
    with tempfile.TemporaryDirectory() as folder, ModelEndpoint(in_turn([Reply(text) for text in texts])) as server:
        os.environ["SPEEDWRIGHT_CACHE"] = str(Path(folder, "cache"))
        root = Path(folder, "workspace")
        root.mkdir()
        (root / "subject.py").write_text(row["slow"], encoding="utf-8")
        calls = root / "calls.py"
        calls.write_text("\n".join(example_calls(row["entry_point"], row.get("inputs") or [])), encoding="utf-8")
        settings = Settings(
            budget=arguments.verification,
            ignore=() if arguments.with_skills else ("*",),
            model_base_url=server.base_url,
            model_name="replay",
            model_candidates=len(texts),
            model_rounds=0,
        )
        reports: list[ModelReport] = []
        request = ImproveRequest(
            targets=(Target(root / "subject.py", row["entry_point"]),),
            root=root,
            settings=settings,
            calls=calls if calls.stat().st_size else None,
            cumulative=True,
            model=ModelUse(lambda _: True, reports.append),
        )
        start = time.monotonic()
        try:
            with clocked() as watched:
                verdicts = [each.verdict for each in improve(request)]
        except SpeedwrightError as error:
            return Replay(None, (), {}, time.monotonic() - start, str(error))
        if len(server.requests) != len(texts):
            raise AssertionError(f"{len(server.requests)} requests for {len(texts)} answers")
        offered = next((each for each in verdicts if each.accepted), None)
        refused = tuple(each for each in verdicts if not each.accepted)
        seconds, states = time.monotonic() - start, dict(reports[0].states)
        spans = [(each.end - each.verdict.elapsed_s, each.end) for each in watched]
        verified_s = sum(end - begin for begin, end in spans)
        accepted = tuple(each.verdict for each in watched if each.verdict.accepted)
        return Replay(offered, refused, states, seconds, reports[0].problem, covered_s(spans), verified_s, accepted)


@dataclass(frozen=True)
class Clocked:
    """A verdict about an answer, and when it came, on the monotonic clock."""

    verdict: Verdict
    end: float


@contextlib.contextmanager
def clocked() -> Iterator[list[Clocked]]:
    """All verdicts about answers; the start of the processes for them is not in their time."""
    verdicts: list[Clocked] = []
    submit = Verifiers.submit

    def noting(self: Verifiers, candidate: Candidate, done: Done) -> None:
        def noted(outcome: Verdict | SpeedwrightError) -> None:
            if isinstance(outcome, Verdict):
                verdicts.append(Clocked(outcome, time.monotonic()))
            done(outcome)

        submit(self, candidate, noted)

    with mock.patch.object(Verifiers, "submit", noting):
        yield verdicts


def covered_s(spans: Iterable[tuple[float, float]]) -> float:
    """How long at least one was under way."""
    covered, until = 0.0, float("-inf")
    for begin, end in sorted(spans):
        covered += max(0.0, end - max(begin, until))
        until = max(until, end)
    return covered
