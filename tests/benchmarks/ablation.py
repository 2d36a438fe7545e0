"""Do the right skills matter, and several plans? `python -m tests.benchmarks.ablation [--count N]`.

The slow functions of the pairs are improved with the skills routed to them, with as many drawn at random from the
library, and with none; with all plans of a function, and with its first alone. Prints a table; writes
artifacts/ablation.json.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from speedwright.detection.detector import detect
from speedwright.generation.routing import hits
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile
from tests.benchmarks.corpora import print_table, write_result
from tests.benchmarks.pairs import add_options, chosen_pairs, improve_pair, summary_of

NOTHING = "no skill is called so"
Names = Sequence[str]
Row = dict[str, Any]


def routed(row: Row) -> list[Names]:
    """The skills of each plan for the functions of a row, the best plan first."""
    library = load_library()
    findings = detect(SourceFile.parse(row["slow"].encode(), Path("subject.py")), library)
    return [each.skills for each in hits([each for each in findings if each.function], library)]


def drawn(row: Row, seed: int) -> list[Names]:
    """As many sets, each as large, of skills for Python at random."""
    names = [each.name for each in load_library().skills if each.is_operator and each.language == "python"]
    source = random.Random(f"{seed} {row['id']}")
    return [source.sample(names, len(each)) for each in routed(row)]


def main() -> None:
    """Improves the chosen functions in each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    arguments = parser.parse_args()
    ways: dict[str, Callable[[Row], list[Names]]] = {
        "routed, several plans": routed,
        "routed, one plan": lambda row: routed(row)[:1],
        "random, several plans": lambda row: drawn(row, arguments.seed),
        "random, one plan": lambda row: drawn(row, arguments.seed)[:1],
        "no skills": lambda row: [],
    }
    rows = chosen_pairs(arguments.count, arguments.seed)
    summaries = {}
    for name, choose in ways.items():
        results = []
        for row in rows:
            select = tuple(each for names in choose(row) for each in names) or (NOTHING,)
            settings = Settings(budget=arguments.verification, select=select)
            results.append(improve_pair(row, arguments.budget, arguments.python, settings))
        summaries[name] = summary_of(results)
    headings = list(next(iter(summaries.values())))
    print_table(["", *ways], [[heading, *(each[heading] for each in summaries.values())] for heading in headings])
    print(write_result("ablation", summaries))


if __name__ == "__main__":
    main()
