"""Findings in code that nobody called slow, by skill and severity, and how many of them are worth telling.

    python -m tests.benchmarks.noise count --packages DIR          # the table, over the standard library and packages
    python -m tests.benchmarks.noise draw --packages DIR --seed 7  # hits of the noisiest skills, to be judged
    python -m tests.benchmarks.noise shares                        # how many of the judged hits were worth telling

DIR has `rich`, `networkx` and `sqlalchemy` installed (`pip install --target DIR ...`). `draw` prints each hit with
its code; a reader who did not write the pages writes a judgement for each into noise_judgements.json. A hit is worth
telling when it is right and its cost matters: not where the code shows that there are few rounds or items, where the
place runs once, or where what is around it takes nearly all of the time.
"""

from __future__ import annotations

import argparse
import json
import random
import sysconfig
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from speedwright.detection.detector import inspect
from speedwright.detection.selecting import told
from speedwright.model.finding import Severity
from speedwright.settings import Settings
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

PACKAGES = ("rich", "networkx", "sqlalchemy")
NOT_CODE = frozenset({"site-packages", "test", "tests", "idle_test", "lib2to3", "__pycache__"})
JUDGEMENTS = Path(__file__).with_name("noise_judgements.json")
NOISIEST, HITS = 10, 20
LEAST_WORTH = 0.8


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding: `line` and `end` count from 1."""

    skill: str
    severity: str
    base: str
    path: str
    line: int
    end: int
    message: str


def folders(packages: Path) -> Mapping[str, Path]:
    """Where code is read."""
    return {"stdlib": Path(sysconfig.get_path("stdlib")), **{name: packages / name for name in PACKAGES}}


def files(folder: Path) -> Iterator[Path]:
    """The code in a folder, tests left out."""
    for path in sorted(folder.rglob("*.py")):
        if not NOT_CODE & set(path.relative_to(folder).parts):
            yield path


def hits(packages: Path) -> tuple[list[Hit], Mapping[str, int]]:
    """All findings, and the lines of code by code base."""
    library = load_library()
    found: list[Hit] = []
    lines: Counter[str] = Counter()
    for base, folder in folders(packages).items():
        for path in files(folder):
            source = SourceFile.parse(path.read_bytes(), path)
            lines[base] += source.content.count(b"\n")
            place = path.relative_to(folder).as_posix()
            for each in told(inspect(source, library).findings, Settings()):
                start, end = (source.line_index.line_of(offset) + 1 for offset in (each.span.start, each.span.end))
                found.append(Hit(each.skill, each.severity.value, base, place, start, end, each.message))
    return found, lines


def table(found: list[Hit], lines: Mapping[str, int]) -> Iterator[str]:
    """Findings in 1,000 lines, by skill and severity, the noisiest first, as Markdown."""
    kloc = sum(lines.values()) / 1000
    by_skill: dict[str, Counter[str]] = defaultdict(Counter)
    for hit in found:
        by_skill[hit.skill][hit.severity] += 1
    yield "| skill | warning | information | hint | all |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    loudness = [each.value for each in (Severity.WARNING, Severity.INFORMATION, Severity.HINT)]
    rows = [("**all**", Counter(hit.severity for hit in found))]
    rows += sorted(by_skill.items(), key=lambda row: (-row[1].total(), row[0]))
    for skill, counts in rows:
        rates = " | ".join(f"{counts[each] / kloc:.3f}" for each in loudness)
        yield f"| {skill} | {rates} | {counts.total() / kloc:.3f} |"


def noisiest(found: list[Hit]) -> list[str]:
    """The skills with most findings."""
    return [skill for skill, _ in Counter(hit.skill for hit in found).most_common(NOISIEST)]


def sample(found: list[Hit], skill: str, seed: int) -> list[Hit]:
    """Hits of a skill, drawn by a seed; all where there are fewer."""
    own = [hit for hit in found if hit.skill == skill]
    return random.Random(f"{seed}:{skill}").sample(own, min(HITS, len(own)))


def code_around(packages: Path, hit: Hit, around: int) -> str:
    """The lines of a hit and some around it."""
    text = (folders(packages)[hit.base] / hit.path).read_text(encoding="utf-8", errors="replace").splitlines()
    start = max(1, hit.line - around)
    shown = text[start - 1 : hit.line + 3]
    return "\n".join(f"{'>' if number == hit.line else ' '} {line}" for number, line in enumerate(shown, start))


def shares() -> Iterator[tuple[str, int, int]]:
    """By skill: how many hits were judged worth telling, and how many were judged."""
    data = json.loads(JUDGEMENTS.read_text(encoding="utf-8"))
    for sampled in data["samples"]:
        worth = [each["worth"] for each in sampled["hits"]]
        yield sampled["skill"], sum(worth), len(worth)


def main() -> None:
    """Does what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("count", "draw", "shares"))
    parser.add_argument("--packages", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--around", type=int, default=8, metavar="LINES")
    parser.add_argument("--skill", action="append", default=[], metavar="NAME", help="draw hits of these instead")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where `draw` writes the sample as JSON")
    options = parser.parse_args()
    if options.action == "shares":
        for skill, worth, judged in shares():
            print(f"{skill:<36} {worth:>2} of {judged}{'' if worth >= LEAST_WORTH * judged else '  TOO NOISY'}")
        return
    if options.packages is None:
        parser.error("--packages is needed")
    found, lines = hits(options.packages)
    if options.action == "count":
        print(f"{sum(lines.values()):,} lines: {', '.join(f'{base} {count:,}' for base, count in lines.items())}\n")
        print("\n".join(table(found, lines)))
        return
    drawn = {skill: sample(found, skill, options.seed) for skill in options.skill or noisiest(found)}
    for skill, own in drawn.items():
        for number, hit in enumerate(own, 1):
            print(f"=== {skill} {number}: {hit.base}/{hit.path}:{hit.line} [{hit.severity}] {hit.message}")
            print(code_around(options.packages, hit, options.around))
    if options.output is not None:
        samples = [{"skill": skill, "hits": [asdict(each) for each in own]} for skill, own in drawn.items()]
        text = json.dumps({"seed": options.seed, "samples": samples}, indent=1)
        options.output.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
