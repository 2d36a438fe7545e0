"""What each part of the method is worth, with a real model: `python -m tests.benchmarks.model_ablation [--count N]`.

Asks the endpoint of the settings in the current folder about slow functions of the pairs: with right, random and no
skills, one and several plans, similar pairs as examples, and with a second round of feedback in words or by
execution. OPT@k is that of EffiSkill (arXiv:2603.27850): the share of functions for which one of k answers passes all
tests and is at least a tenth faster; from n answers by the unbiased estimator, 1 - C(n-c, k) / C(n, k). Writes
artifacts/model_ablation.json.
"""

from __future__ import annotations

import argparse
import json
import math
import queue
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from speedwright.generation.language_model.answers import Rejected, answer_of
from speedwright.generation.language_model.asking import Asker
from speedwright.generation.language_model.chat import Completion, Message
from speedwright.generation.language_model.completions import Completions
from speedwright.generation.language_model.endpoint import endpoint_of
from speedwright.generation.language_model.grafting import grafted
from speedwright.generation.language_model.spending import TokenBudget
from speedwright.generation.language_model.unanswered import Unanswered
from speedwright.generation.wording import plan_text
from speedwright.model.plan import Plan, SkillSet
from speedwright.pipeline.language_model.turns import NO_PLAN, Turn, first_turns, turns_over
from speedwright.settings import Settings, load_settings
from speedwright.skills.registry import Library, load_library
from speedwright.syntax.source_file import SourceFile
from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.own_inputs import on_own_inputs
from tests.benchmarks.pairs import slow_functions

FASTER = 1.1
EXAMPLES = 2
IN_WORDS = (
    "Look at your version again as a strict reviewer: on which input could it differ, and what in it still costs "
    "time? Then answer again in the same form."
)


@dataclass(frozen=True)
class Setting:
    """One function with all that a variant can choose from."""

    row: dict[str, Any]
    others: Sequence[dict[str, Any]]
    source: SourceFile
    library: Library
    settings: Settings

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Those of the product."""
        return first_turns(self.source, self.row["entry_point"], self.library, self.settings)

    def over(self, *plans: str) -> tuple[Turn, ...]:
        """The same with other plans."""
        return turns_over([("", plan) for plan in plans], self.turns[0].task, self.settings) if self.turns else ()


Variant = Callable[[Setting], tuple[Turn, ...]]


def several_plans(setting: Setting) -> tuple[Turn, ...]:
    """The product's own requests."""
    return setting.turns


def one_plan(setting: Setting) -> tuple[Turn, ...]:
    """The first plan alone."""
    return setting.over(*[turn.task.plan for turn in setting.turns[:1]])


def random_skills(setting: Setting) -> tuple[Turn, ...]:
    """Three plans of skills drawn by chance."""
    rng = random.Random(setting.row["id"])
    names = [each.name for each in setting.library.skills if each.is_operator and each.language in ("python", "any")]
    sets = [SkillSet("", "", tuple(rng.sample(names, 3)), True) for _ in range(3)]
    return setting.over(*[plan_text(Plan(each, ()), setting.library) for each in sets])


def no_skills(setting: Setting) -> tuple[Turn, ...]:
    """No plan at all."""
    return setting.over(NO_PLAN)


def similar_pairs(setting: Setting) -> tuple[Turn, ...]:
    """Instead of skills, the pairs of other problems that read most like the function."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize([each["slow"] for each in setting.others], show_progress=False), show_progress=False)
    words = bm25s.tokenize(setting.row["slow"], show_progress=False)
    places, _ = index.retrieve(words, k=EXAMPLES, show_progress=False)
    shown = [setting.others[int(place)] for place in places[0]]
    return setting.over("\n\n".join(f"Before:\n\n{each['slow']}\n\nAfter:\n\n{each['fast']}" for each in shown))


VARIANTS: dict[str, tuple[Variant, str]] = {
    "right skills, several plans": (several_plans, ""),
    "right skills, one plan": (one_plan, ""),
    "random skills": (random_skills, ""),
    "no skills": (no_skills, ""),
    "similar pairs as examples": (similar_pairs, ""),
    "right skills, then feedback in words": (several_plans, "words"),
    "right skills, then feedback by execution": (several_plans, "execution"),
}


@dataclass(frozen=True)
class Tried:
    """One answer on the pair's own inputs: whether it passes and is faster, and what there is to say of it."""

    wins: bool
    said: str
    complaint: str


def tried(setting: Setting, turn: Turn, outcome: Completion | Unanswered) -> Tried:
    """The answer, run."""
    if isinstance(outcome, Unanswered):
        return Tried(False, "", str(outcome))
    try:
        answer = answer_of(outcome, turn.task.function)
        candidate = grafted(setting.source, turn.task.function, answer, "")
    except Rejected as error:
        return Tried(False, outcome.text, f"That answer cannot be used: {error}.")
    own = on_own_inputs(setting.row, candidate.result.decode())
    if own.problem or own.differences:
        return Tried(False, outcome.text, f"That version is not the same: {own.problem or own.differences[0]}.")
    ratio = own.ratio or 1.0
    return Tried(ratio >= FASTER, outcome.text, f"On the slowest input it is {ratio:.2f} times as fast.")


def asked(asker: Asker, turns: Sequence[Turn]) -> list[tuple[Turn, Completion | Unanswered]]:
    """All turns with their outcomes."""
    done: queue.SimpleQueue[tuple[Turn, Completion | Unanswered]] = queue.SimpleQueue()
    for turn in turns:
        asker.ask(turn.request, lambda outcome, turn=turn: done.put((turn, outcome)))
    return [done.get() for _ in turns]


def wins(setting: Setting, variant: Variant, feedback: str, asker: Asker) -> tuple[int, int]:
    """How many answers there were, and how many pass and are faster; of two rounds, the better one counts."""
    results = [(turn, tried(setting, turn, outcome)) for turn, outcome in asked(asker, variant(setting))]
    won = sum(each.wins for _, each in results)
    again = [_next(turn, each, feedback) for turn, each in results if feedback and not each.wins]
    return len(results), won + sum(tried(setting, turn, outcome).wins for turn, outcome in asked(asker, again))


def _next(turn: Turn, result: Tried, feedback: str) -> Turn:
    told = IN_WORDS if feedback == "words" else f"{result.complaint} Answer again in the same form."
    messages = (*turn.request.messages, Message("assistant", result.said or "(nothing)"), Message("user", told))
    return replace(turn, request=replace(turn.request, messages=messages))


def opt_at(k: int, counts: Sequence[tuple[int, int]]) -> float:
    """OPT@k over functions with n answers of which c win."""
    shares = [1 - math.comb(n - c, min(k, n)) / math.comb(n, min(k, n)) for n, c in counts if n]
    return round(sum(shares) / max(1, len(shares)), 4)


def main() -> None:
    """Each variant on each function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="how many functions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the names of variants")
    arguments = parser.parse_args()
    settings = load_settings(Path.cwd())
    endpoint = endpoint_of(settings)
    rows = slow_functions(corpus("pairs"))
    chosen = random.Random(arguments.seed).sample(rows, min(arguments.count, len(rows)))
    counts: dict[str, list[tuple[int, int]]] = {name: [] for name in VARIANTS if arguments.only in name}
    budget = TokenBudget(settings.model_tokens)
    with Asker(endpoint, budget, Completions(endpoint, settings.model_cache)) as asker:
        for row in chosen:
            others = [each for each in rows if each["problem"] != row["problem"]]
            source = SourceFile.parse(row["slow"].encode(), Path("subject.py"))
            setting = Setting(row, others, source, load_library(), settings)
            for name in counts:
                counts[name].append(wins(setting, *VARIANTS[name], asker))
            print(
                json.dumps({"function": row["id"], **{name: each[-1] for name, each in counts.items()}}), flush=True
            )
    table = [(name, opt_at(1, each), opt_at(8, each)) for name, each in counts.items()]
    print_table(["variant", "OPT@1", "OPT@8"], table)
    used = {"requests": budget.requests, "tokens sent": budget.used.sent, "tokens received": budget.used.received}
    print(write_result("model_ablation", {"model": endpoint.model, **used, "counts": counts, "table": table}))


if __name__ == "__main__":
    main()
