"""Realistic projects with planted slow spots among decoys: what is found, what is flagged in vain, what is mended.

    python -m tests.benchmarks.planted                      # check alone
    python -m tests.benchmarks.planted --improve            # ... and improve . --apply --budget 600, and the tests
    python -m tests.benchmarks.planted --improve depot      # one project

Beside each folder of fixtures/planted/ a file lists functions (`file::qualname`): `spots`, with whether a rewrite
inside the function can mend them, and `decoys`, which look slow and are fine, or must not be changed. A function
counts as found when any finding, however quiet, lies in it. Bars: two thirds of the spots found, a quarter of the
decoys flagged at most, half of the spots that can be mended inside their function improved, no decoy's behaviour
changed, tests green. On a machine that other work keeps busy, `--each` gives every candidate more than the default 15
seconds.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLANTED = Path(__file__).parents[2] / "fixtures" / "planted"
LEAST_FOUND, MOST_FLAGGED, LEAST_MENDED = 2 / 3, 1 / 4, 1 / 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planted in a project: functions, those of the spots that can be mended inside, and decoys."""

    spots: frozenset[str]
    inside: frozenset[str]
    decoys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """What became of a project; `mended` and later are None where nothing was improved."""

    name: str
    plan: Plan
    flagged: frozenset[str]
    elsewhere: frozenset[str]
    skills: Mapping[str, tuple[str, ...]]
    mended: frozenset[str] | None = None
    changed_decoys: frozenset[str] = frozenset()
    tests_pass: bool | None = None

    @property
    def found(self) -> frozenset[str]:
        """The spots that were found."""
        return self.plan.spots & self.flagged


def plan_of(name: str) -> Plan:
    """What the file beside a project lists."""
    data = json.loads((PLANTED / f"{name}.json").read_text(encoding="utf-8"))
    spots = data["spots"]
    return Plan(
        frozenset(each["at"] for each in spots),
        frozenset(each["at"] for each in spots if each["inside"]),
        frozenset(each["at"] for each in data["decoys"]),
    )


def projects() -> tuple[str, ...]:
    """The names of all projects."""
    return tuple(sorted(file.stem for file in PLANTED.glob("*.json")))


def score(name: str, budget_s: float | None, each_s: float | None = None) -> Score:
    """Checks a copy of a project, and improves it where a budget is given."""
    plan = plan_of(name)
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        root = Path(folder, name)
        shutil.copytree(PLANTED / name, root, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        if each_s is not None:
            with (root / "pyproject.toml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n[tool.speedwright]\nbudget = {each_s:g}\n")
        by_function = _checked(root)
        flagged = frozenset(by_function)
        elsewhere = flagged - plan.spots - plan.decoys
        checked = Score(name, plan, flagged, elsewhere, by_function)
        return checked if budget_s is None else _improved(checked, root, budget_s)


def functions(root: Path) -> Mapping[str, str]:
    """All functions and methods of a project without its tests: normalised text by `file::qualname`."""
    found: dict[str, str] = {}
    for file in sorted(root.rglob("*.py")):
        place = file.relative_to(root).as_posix()
        if not place.startswith("tests/"):
            found |= {f"{place}::{name}": text for name, text in _functions(ast.parse(file.read_bytes()).body, "")}
    return found


def _functions(body: Iterable[ast.stmt], prefix: str) -> Iterable[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{prefix}{node.name}", ast.unparse(node)


def _checked(root: Path) -> dict[str, tuple[str, ...]]:
    """The skills with findings by function, tests left out."""
    found: dict[str, tuple[str, ...]] = {}
    for each in json.loads(_speedwright(root, "check", ".", "--format", "json"))["findings"]:
        place = f"{_place(root, each['path'])}::{each['function']}"
        if not place.startswith("tests/"):
            found[place] = (*found.get(place, ()), f"{each['skill']} ({each['severity']})")
    return found


def _place(root: Path, path: str) -> str:
    return (root / path).resolve().relative_to(root.resolve()).as_posix()


def _improved(checked: Score, root: Path, budget_s: float) -> Score:
    before = functions(root)
    package = root / checked.name
    options = ("--apply", "--budget", f"{budget_s:g}", "--python", sys.executable, "--format", "json")
    output = _speedwright(root, "improve", str(package), *options)
    for each in json.loads(output)["results"]:
        print(f"    {each['verdict']:<11} {each['function']:<40} {', '.join(each['skills'])}  {each['reason'][:90]}")
    changed = frozenset(name for name, text in functions(root).items() if before.get(name) != text)
    return Score(
        checked.name,
        checked.plan,
        checked.flagged,
        checked.elsewhere,
        checked.skills,
        mended=checked.plan.inside & changed,
        changed_decoys=checked.plan.decoys & changed,
        tests_pass=_tests_pass(root),
    )


def _tests_pass(root: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0


def _speedwright(root: Path, *arguments: str) -> str:
    # A cache of its own: neither yesterday's verdicts nor what is learned here may matter.
    environment = {**os.environ, "SPEEDWRIGHT_CACHE": str(root.parent / "cache")}
    command = [sys.executable, "-m", "speedwright_server", *arguments]
    return subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True, check=False).stdout


def report(result: Score) -> None:
    """Prints one project."""
    plan = result.plan
    flagged = plan.decoys & result.flagged
    print(f"{result.name}: found {len(result.found)} of {len(plan.spots)} spots, ", end="")
    print(f"flagged {len(flagged)} of {len(plan.decoys)} decoys, {len(result.elsewhere)} other functions")
    for title, names in (
        ("missed", plan.spots - result.flagged),
        ("flagged decoy", flagged),
        ("elsewhere", result.elsewhere),
    ):
        for name in sorted(names):
            print(f"  {title:<14} {name}  {', '.join(result.skills.get(name, ()))}")
    if result.mended is not None:
        green = "green" if result.tests_pass else "RED"
        print(f"  mended {len(result.mended)} of {len(plan.inside)}; tests {green}; ", end="")
        print(f"decoys rewritten: {', '.join(sorted(result.changed_decoys)) or 'none'}")
        for name in sorted(plan.inside - result.mended):
            print(f"  {'not mended':<14} {name}")


def total(results: list[Score]) -> dict[str, Any]:
    """The figures of all projects together."""
    spots = sum(len(each.plan.spots) for each in results)
    decoys = sum(len(each.plan.decoys) for each in results)
    figures = {
        "found": sum(len(each.found) for each in results) / spots,
        "flagged": sum(len(each.plan.decoys & each.flagged) for each in results) / decoys,
    }
    improved = [each for each in results if each.mended is not None]
    if improved:
        inside = sum(len(each.plan.inside) for each in improved)
        figures["mended"] = sum(len(each.mended or ()) for each in improved) / inside
    return figures


def main() -> None:
    """Prints the figures; the exit status is 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help=f"default: {', '.join(projects())}")
    parser.add_argument("--improve", action="store_true")
    parser.add_argument("--budget", type=float, default=600.0, metavar="SECONDS")
    parser.add_argument("--each", type=float, metavar="SECONDS", help="for each candidate (default: 15)")
    options = parser.parse_args()
    results = []
    for name in options.projects or projects():
        results.append(score(name, options.budget if options.improve else None, options.each))
        report(results[-1])
        sys.stdout.flush()
    figures = total(results)
    print(", ".join(f"{name} {value:.0%}" for name, value in figures.items()))
    is_fine = figures["found"] >= LEAST_FOUND and figures["flagged"] <= MOST_FLAGGED
    if options.improve:
        is_fine = is_fine and figures["mended"] >= LEAST_MENDED and all(each.tests_pass for each in results)
    sys.exit(0 if is_fine else 1)


if __name__ == "__main__":
    main()
