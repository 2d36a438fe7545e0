"""Shows the main job: `make demo`.

Finds slow code in a copy of a small shop, proves and applies speedups, and runs the shop's own tests; then does
the same with real functions from public benchmarks, where SPEEDWRIGHT_CORPORA names a folder that has them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHOP = Path(__file__).parents[1] / "fixtures" / "workspaces" / "shop"
REAL_FUNCTIONS = 30
CORPORA_VARIABLE = "SPEEDWRIGHT_CORPORA"


@dataclass(frozen=True)
class RealFunction:
    """One slow function of a public benchmark; `module` is its source."""

    name: str
    qualname: str
    module: str


def main() -> int:
    """Runs the demo; 0 when the shop got faster and its tests still pass."""
    with tempfile.TemporaryDirectory(prefix="speedwright-demo-") as folder:
        status = improve_the_shop(Path(folder))
        improve_real_functions(Path(folder))
    return status


def improve_the_shop(folder: Path) -> int:
    """Check, improve and test a copy; the status of its tests."""
    shop = folder / "shop"
    shutil.copytree(SHOP, shop)
    say("A small web shop: where is it slow?")
    run("check", cwd=shop)
    say("Rewrite, prove, apply")
    run("improve", "--apply", "--python", sys.executable, cwd=shop)
    say("The shop's own tests, on the faster code")
    # The shop knows nothing of the plugins that this project's own tests use.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=shop, env=environment, check=False).returncode


def improve_real_functions(folder: Path) -> None:
    """One line per function that has a known slow pattern, then the counts."""
    corpora = os.environ.get(CORPORA_VARIABLE)
    if not corpora:
        say(f"Real functions: skipped, because {CORPORA_VARIABLE} is not set")
        return
    say(f"{REAL_FUNCTIONS} real functions from public benchmarks")
    outcomes: Counter[str] = Counter()
    for function in real_functions(Path(corpora)):
        line, outcome = improve_one(function, folder)
        outcomes[outcome] += 1
        if line:
            print(f"  {function.name:<16} {line}", flush=True)
    print(f"\n  {', '.join(f'{count} {outcome}' for outcome, count in outcomes.most_common())}")


def improve_one(function: RealFunction, folder: Path) -> tuple[str, str]:
    """What `improve` says about one function (nothing where it knows no pattern), and in one word."""
    module = folder / "functions" / f"{function.name}.py"
    module.parent.mkdir(exist_ok=True)
    module.write_text(function.module, encoding="utf-8")
    target = f"{module.name}::{function.qualname}"
    done = subprocess.run(
        command("improve", "--format", "json", "--python", sys.executable, target),
        cwd=module.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        return done.stderr.strip(), "failed"
    results = json.loads(done.stdout)["results"]
    if not results:
        return "", "without a known slow pattern"
    best = max(results, key=lambda result: (result["verdict"] == "accepted", ratio(result)))
    if best["verdict"] != "accepted":
        return f"{best['verdict']}: {best['reason']}", best["verdict"]
    measured = best["measurement"]
    return f"accepted  {ratio(best):.1f}x ({measured['low']:.1f}-{measured['high']:.1f})", "accepted"


def ratio(result: dict[str, object]) -> float:
    """The speedup of a result in JSON; 0 where nothing was measured."""
    measured = result["measurement"]
    return float(measured["ratio"] or 0) if isinstance(measured, dict) else 0.0


def real_functions(corpora: Path) -> Iterator[RealFunction]:
    """The first slow function of each problem, as many as wanted."""
    seen: set[str] = set()
    with (corpora / "pairs" / "dev.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if len(seen) == REAL_FUNCTIONS:
                return
            if row.get("entry_point") and row["problem"] not in seen:
                seen.add(row["problem"])
                name = "".join(char if char.isalnum() else "_" for char in row["problem"])
                yield RealFunction(name, row["entry_point"], row["slow"])


def run(*arguments: str, cwd: Path) -> None:
    """Shows a command line and what it prints."""
    print(f"$ speedwright {' '.join(arguments)}\n", flush=True)
    done = subprocess.run(command(*arguments), cwd=cwd, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)


def command(*arguments: str) -> list[str]:
    """The command line of this very installation."""
    return [sys.executable, "-m", "speedwright_server", *arguments]


def say(heading: str) -> None:
    """A heading."""
    print(f"\n== {heading}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
