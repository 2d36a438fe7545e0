"""Whether a good answer is found among bad ones: `python -m tests.benchmarks.model_hidden [--overhead]`.

The reference of a pair is hidden among seven versions that are wrong (faults in the reference) or slow (the slow
version, written otherwise). Counts the references offered, of those that `verify` accepts alone. `--overhead`
also times the verification of the same candidates without a model. Goes on from artifacts/model_hidden.jsonl.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import queue
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from speedwright.generation.language_model.answers import Rejected, answer_of
from speedwright.generation.language_model.chat import Completion, Usage
from speedwright.generation.language_model.grafting import grafted
from speedwright.model.candidate import Candidate
from speedwright.model.work import Cancellation
from speedwright.pipeline.model_verifying import Verifiers
from speedwright.pipeline.verify import Bench
from speedwright.settings import Settings
from speedwright.syntax.source_file import SourceFile
from tests.benchmarks.corpora import corpus, print_table, write_result
from tests.benchmarks.journal import measured
from tests.benchmarks.model_replay import add_options, journal_of, replayed
from tests.benchmarks.own_inputs import on_own_inputs
from tests.benchmarks.pairs import example_calls, slow_functions

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
    found = {
        "function": row["id"],
        "alone": alone.offered is not None,
        "offered": among.offered is not None,
        "is reference": number is not None and texts[number] == reference,
        "differs": own is not None and bool(own.differences),
        "states": among.states,
        "seconds": round(among.seconds, 1),
    }
    if arguments.overhead:
        bare_s = verification_s(row, texts, arguments)
        found |= {"verification_s": round(bare_s, 1), "overhead": round(among.seconds / max(bare_s, 1e-9) - 1, 3)}
    return found


def verification_s(row: dict[str, Any], texts: Sequence[str], arguments: argparse.Namespace) -> float:
    """Seconds for the verification of the same candidates by the same pool, with nothing around."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPEEDWRIGHT_CACHE"] = str(Path(folder, "cache"))
        path = Path(folder, "workspace", "subject.py")
        path.parent.mkdir()
        path.write_text(row["slow"], encoding="utf-8")
        calls = "\n".join(example_calls(row["entry_point"], row.get("inputs") or []))
        bench = Bench(path.parent, Settings(budget=arguments.verification), None, calls or None)
        done: queue.SimpleQueue[object] = queue.SimpleQueue()
        start = time.monotonic()
        with Verifiers(bench, Cancellation()) as verifiers:
            found = list(_candidates(row, path, texts))
            for candidate in found:
                verifiers.submit(candidate, done.put)
            for _ in found:
                done.get()
                verifiers.finished()
        return time.monotonic() - start


def _candidates(row: dict[str, Any], path: Path, texts: Sequence[str]) -> Iterator[Candidate]:
    source = SourceFile.parse(row["slow"].encode(), path)
    for text in texts:
        try:
            answer = answer_of(Completion(text, "stop", "", Usage(0, 0)), row["entry_point"])
            yield grafted(source, row["entry_point"], answer, "")
        except Rejected:
            continue


def summary_of(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the bars."""
    alone = [each for each in results if each["alone"]]
    overheads = sorted(each["overhead"] for each in results if "overhead" in each)
    return {
        "functions": len(results),
        "references accepted alone": len(alone),
        "of these offered among seven others": sum(each["offered"] for each in alone),
        "share (bar: 0.95)": round(sum(each["offered"] for each in alone) / max(1, len(alone)), 3),
        "offered and different (bar: 0)": sum(each["differs"] for each in results),
        "median overhead (bar: 0.1)": overheads[len(overheads) // 2] if overheads else None,
    }


def main() -> None:
    """One function after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, count=40)
    parser.add_argument("--overhead", action="store_true", help="time the verification alone, too")
    arguments = parser.parse_args()
    rows = {each["id"]: each for each in slow_functions(corpus("pairs"))}
    journal = journal_of("model_hidden", arguments, overhead=arguments.overhead)
    results = measured(journal, list(rows), arguments, lambda name: result_of(rows[name], arguments))
    write_result("model_hidden", {**summary_of(results), "results": results})
    print_table(["what", "figure"], list(summary_of(results).items()))


if __name__ == "__main__":
    main()
