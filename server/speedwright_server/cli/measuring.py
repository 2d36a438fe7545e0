"""`speedwright skills measure`: its options, and how what it measured is shown."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speedwright.model.work import Progress
from speedwright_server.cli.command import ExitStatus
from speedwright_server.cli.progress import watched
from speedwright_server.cli.workspace import workspace_of

if TYPE_CHECKING:
    from speedwright.pipeline.measure_skills import Measured


def add_measure_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skills measure`."""
    parser.add_argument(
        "--skill", action="append", default=[], metavar="NAME", help="only this one; may be repeated (default: all)"
    )
    parser.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="EXE",
        help="on this interpreter; may be repeated (default: every CPython from 3.8 on of pyenv and the PATH)",
    )
    parser.add_argument("--again", action="store_true", help="also where the evidence is of the page's present cases")
    parser.add_argument(
        "--budget",
        type=float,
        default=8.0,
        metavar="SECONDS",
        help="for each case (default: 8); pages about large libraries, which take long to import, need more",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(act=_measure)


def _measure(options: argparse.Namespace) -> ExitStatus:
    from speedwright.pipeline.measure_skills import interpreters, measurable, measure_skills
    from speedwright.pipeline.skills import library

    root = workspace_of([Path()]).root
    skills = measurable(options.skill, library(root))
    pythons = interpreters(options.python, root)
    found: list[Measured] = []
    with watched() as (line, cancellation):

        def started(skill: str, version: str) -> None:
            line(Progress(f"{skill} on {version}", len(found) / (len(skills) * len(pythons))))

        for each in measure_skills(skills, pythons, cancellation, options.again, started, options.budget):
            found.append(each)
            if options.format == "text":
                line.clear()
                print(_row(each), flush=True)
    if options.format == "json":
        print(json.dumps({"measured": [_as_json(each) for each in found]}, indent=2))
    else:
        print(_summary(found))
    return ExitStatus.CLEAN


def _row(measured: Measured) -> str:
    gain = measured.gain
    known = "" if measured.is_new else "  (known)"
    if not gain.sizes:
        return f"{measured.skill:<36} {gain.python:<5} not measured: {' '.join(gain.reason.split())[:90]}{known}"
    largest = gain.sizes[-1]
    faster = f"{largest.ratio:.3g}x ({largest.low:.3g}-{largest.high:.3g})"
    ahead = f"  ahead from n = {gain.crossover:,}" if gain.crossover else ""
    return f"{measured.skill:<36} {gain.python:<5} n = {largest.n:<7,} {faster:<22}{ahead}{known}"


def _as_json(measured: Measured) -> dict[str, Any]:
    sizes = [size._asdict() for size in measured.gain.sizes]
    return {"skill": measured.skill, **measured.gain._asdict(), "sizes": sizes, "new": measured.is_new}


def _summary(found: Iterable[Measured]) -> str:
    from speedwright.pipeline.measure_skills import pays

    by_skill: dict[str, list[Measured]] = {}
    for each in found:
        by_skill.setdefault(each.skill, []).append(each)
    faster = sum(any(pays(each.gain) for each in group) for group in by_skill.values())
    silent = [name for name, group in by_skill.items() if not any(pays(each.gain) for each in group)]
    number = "1 skill" if len(by_skill) == 1 else f"{len(by_skill)} skills"
    counted = f"{number}, {faster} of them faster for certain on some version"
    return f"{counted}; not: {', '.join(silent)}" if silent else counted
