"""Whether a good answer is found among bad ones: `python -m tests.benchmarks.model_hidden [--seconds S]`.

The reference of a pair is hidden among seven versions that are wrong (faults in the reference) or slow (the slow
version, written otherwise). Counts the references offered, of those that `verify` accepts alone, and says what share
of a run with eight answers is no verification. Goes on from artifacts/model_hidden.jsonl.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import random
import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.journal import measured
from tests.benchmarks.model_replay import add_options, journal_of, replayed
from tests.benchmarks.own_inputs import on_own_inputs
from tests.benchmarks.pairs import slow_functions

BAD = 7


class _Faulty(ast.NodeTransformer):
    """Plants the fault with one number: another comparison, another constant, another operator, nothing returned."""

    def __init__(self, wanted: int) -> None:
        self.left = wanted

    def visit(self, node: ast.AST) -> ast.AST:
        """Counts the places where a fault can be, and changes one."""
        changed = _with_fault(node)
        if changed is not None:
            if self.left == 0:
                self.left -= 1
                return changed
            self.left -= 1
        return self.generic_visit(node)


def _with_fault(node: ast.AST) -> ast.AST | None:
    match node:
        case ast.Compare(left, [ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as operator], right):
            other = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}[type(operator)]
            return ast.Compare(left, [other()], right)
        case ast.Compare(left, [ast.Eq()], right):
            return ast.Compare(left, [ast.NotEq()], right)
        case ast.Constant(int() as value) if not isinstance(value, bool):
            return ast.Constant(value + 1)
        case ast.BinOp(left, ast.Add(), right):
            return ast.BinOp(left, ast.Sub(), right)
        case ast.Return(value) if value is not None:
            return ast.Return(ast.Constant(None))
    return None


def bad_versions(row: dict[str, Any], rng: random.Random) -> Iterator[str]:
    """Texts of modules: faults in the reference, each another one, then the slow version with idle loops."""
    tree = ast.parse(row["fast"])
    count = sum(_with_fault(node) is not None for node in ast.walk(tree))
    for number in rng.sample(range(count), min(count, BAD - 2)):
        yield ast.unparse(ast.fix_missing_locations(_Faulty(number).visit(copy.deepcopy(tree))))
    for idle in range(BAD):
        slow = ast.parse(row["slow"])
        for node in ast.walk(slow):
            if isinstance(node, ast.FunctionDef):
                node.body[:0] = ast.parse(f"for _idle in range({idle + 1}):\n    pass").body
        yield ast.unparse(ast.fix_missing_locations(slow))


def answers_of(row: dict[str, Any], rng: random.Random) -> list[str]:
    """The reference among seven others, in an order drawn by chance."""
    chosen = [text for text, _ in zip(bad_versions(row, rng), range(BAD), strict=False)]
    texts = [json.dumps({"plan": "", "code": code}) for code in (row["fast"], *chosen)]
    rng.shuffle(texts)
    return texts


def result_of(row: dict[str, Any], arguments: argparse.Namespace) -> dict[str, Any]:
    """One function: whether its reference was offered, and whether what was offered is right on the pair's inputs."""
    texts = answers_of(row, random.Random(f"{arguments.seed} {row['id']}"))
    reference = json.dumps({"plan": "", "code": row["fast"]})
    alone = replayed(row, [reference], arguments)
    among = replayed(row, texts, arguments)
    own = None if among.offered is None else on_own_inputs(row, among.offered.candidate.result.decode(), None)
    number = among.offered_answer(row, texts)
    return {
        "function": row["id"],
        "alone": alone.offered is not None,
        "offered": among.offered is not None,
        "is reference": number is not None and texts[number] == reference,
        "differs": own is not None and bool(own.differences),
        "states": among.states,
        "seconds": round(among.seconds, 1),
        "verifying": round(among.verifying_s, 1),
        "overhead": round(among.seconds / max(among.verifying_s, 1e-9) - 1, 3),
        "side by side": round(among.verified_s / max(among.verifying_s, 1e-9), 2),
    }


def summary_of(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the bars."""
    alone = [each for each in results if each["alone"]]
    offered = sum(each["offered"] and not each["differs"] for each in alone)
    return {
        "functions": len(results),
        "references accepted alone": len(alone),
        "of these offered among seven others": offered,
        "share (bar: 0.95)": round(offered / max(1, len(alone)), 3),
        "offered and different (bar: 0)": sum(each["differs"] for each in results),
        "median overhead (bar: 0.1)": statistics.median(each["overhead"] for each in results) if results else None,
        "overhead of all together (bar: 0.1)": round(
            sum(each["seconds"] for each in results) / max(1e-9, sum(each["verifying"] for each in results)) - 1, 3
        ),
        "verifications at a time": round(
            statistics.median(each["side by side"] for each in results) if results else 0.0, 2
        ),
    }


def main() -> None:
    """One function after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, count=40)
    arguments = parser.parse_args()
    rows = {each["id"]: each for each in slow_functions(corpus("pairs"))}
    journal = journal_of("model_hidden", arguments)
    results = measured(journal, list(rows), arguments, lambda name: result_of(rows[name], arguments))
    write_result("model_hidden", {**summary_of(results), "results": results})
    print_table(["what", "figure"], list(summary_of(results).items()))


if __name__ == "__main__":
    main()
