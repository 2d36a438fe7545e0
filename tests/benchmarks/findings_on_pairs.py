"""Do findings tell slow code from fast? `python -m tests.benchmarks.findings_on_pairs`.

Counts findings on the slow and on the fast versions of the pairs, each text once per problem, by skill. Prints a
table and writes artifacts/findings_on_pairs.json. Nothing is run.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from speedwright.detection.detector import detect
from speedwright.detection.selecting import told
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile
from tests.benchmarks.corpora import corpus, print_table, write_result

PARTS = ("dev", "mine")
MIN_RATIOS = {"all pairs": 0.0, "pairs of 1.3x and more": 1.3}


def counted(rows: list[dict[str, Any]], version: str) -> tuple[int, int, Counter[str]]:
    """Texts, lines of code and findings by skill of one version; a text that serves in several pairs counts once."""
    texts = {(row["problem"], row[version]) for row in rows}
    library = load_library()
    sources = [SourceFile.parse(text.encode(), Path("subject.py")) for _, text in sorted(texts)]
    skills = Counter(finding.skill for source in sources for finding in told(detect(source, library), Settings()))
    return len(texts), sum(text.count("\n") for _, text in texts), skills


def main() -> None:
    """Counts, prints and writes."""
    table: list[list[Any]] = []
    result: dict[str, Any] = {}
    for part in PARTS:
        lines = (corpus("pairs") / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        for name, least in MIN_RATIOS.items():
            chosen = [row for row in rows if (row.get("ratio") or 0) >= least]
            slow, fast = counted(chosen, "slow"), counted(chosen, "fast")
            counts = [slow[2].total(), fast[2].total()]
            rates = [1000 * count / of[1] for count, of in zip(counts, (slow, fast), strict=True)]
            times = [round(before / max(after, 1e-9), 1) for before, after in (counts, rates)]
            table.append([f"{part}, {name}", f"{slow[0]} / {fast[0]}", *counts, *times])
            result[table[-1][0]] = {"slow": slow[2], "fast": fast[2], "times": times[0], "times_per_line": times[1]}
    print_table(["pairs", "slow / fast texts", "slow", "fast", "times", "times per line"], table)
    print(write_result("findings_on_pairs", result))


if __name__ == "__main__":
    main()
