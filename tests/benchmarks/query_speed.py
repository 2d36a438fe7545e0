"""How fast the queries of all pages run: `python -m tests.benchmarks.query_speed [--json] [--every N] [FOLDER]`.

The bars are 10 MB/s for the queries and 5 MB/s with parsing, both on one core; FOLDER is the standard library unless
it is given. `query` runs all patterns, `check` the guards on their matches too. CPU time of this process; each step
runs several times over all files, and the quickest counts: whatever else the machine does only adds.
"""

from __future__ import annotations

import argparse
import json
import platform
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from speedwright.skills.matching import found_in
from speedwright.skills.registry import load_library
from speedwright.syntax.source_file import SourceFile

ROUNDS = 3
NOT_THE_LIBRARY = frozenset({"site-packages", "test", "tests", "idlelib", "lib2to3"})


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(sysconfig.get_path("stdlib")))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth file")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    print(_as_json(figures(options.folder, options.every)) if options.json else _table(options))


def figures(folder: Path, every: int = 1) -> dict[str, float]:
    """Megabytes of source per second of CPU time, by step; what was read; and how long compiling took."""
    contents = [(path, path.read_bytes()) for path in _files(folder)[::every]]
    megabytes = sum(len(content) for _, content in contents) / 1e6
    sources = [SourceFile.parse(content, path) for path, content in contents]
    matcher = load_library().matcher("python")
    cold = _seconds(lambda: [sum(1 for _ in matcher.matches(source)) for source in sources])
    parse = _best(lambda: [SourceFile.parse(content, path) for path, content in contents])
    query = _best(lambda: [sum(1 for _ in matcher.matches(source)) for source in sources])
    check = _best(lambda: [sum(1 for _ in found_in(source, matcher)) for source in sources])
    return {
        "files": len(contents),
        "megabytes": round(megabytes, 2),
        "pages": len(matcher.skills),
        "patterns": sum(len(skill.patterns) for skill in matcher.skills),
        "compile_s": round(max(cold - query, 0.0), 3),
        "parse": round(megabytes / parse, 2),
        "query": round(megabytes / query, 2),
        "parse_and_query": round(megabytes / (parse + query), 2),
        "check": round(megabytes / (parse + check), 2),
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if NOT_THE_LIBRARY.isdisjoint(path.parts)]


def _seconds(step: Callable[[], object]) -> float:
    begin = time.process_time()
    step()
    return time.process_time() - begin


def _best(step: Callable[[], object]) -> float:
    return min(_seconds(step) for _ in range(ROUNDS))


def _as_json(found: dict[str, float]) -> str:
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    return json.dumps({**machine, **found}, indent=2)


def _table(options: argparse.Namespace) -> str:
    found = figures(options.folder, options.every)
    size = f"{found['files']:.0f} files, {found['megabytes']} MB"
    pages = f"{found['pages']:.0f} pages, {found['patterns']:.0f} patterns"
    rows = [
        ("parse alone", found["parse"], ""),
        ("query alone", found["query"], "10"),
        ("parse and query", found["parse_and_query"], "5"),
        ("parse, query and guards", found["check"], ""),
    ]
    return "\n".join(
        [
            f"{options.folder}: {size}; {pages}, compiled in {found['compile_s']} s as files needed them",
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, one core, CPU time",
            f"{'':<24} {'MB/s':>6} {'bar':>5}",
            *(f"{name:<24} {speed:>6.2f} {bar:>5}" for name, speed, bar in rows),
        ]
    )


if __name__ == "__main__":
    main()
