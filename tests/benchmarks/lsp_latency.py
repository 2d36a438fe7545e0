"""One-character edit to diagnostics in a 2,000-line file, through the LSP: `python -m tests.benchmarks.lsp_latency`.

The bar is 20 ms for 95 of 100 edits. A real server over stdio; the clock runs from the sending of the edit to the
arrival of the diagnostics, pulled or pushed; `cpu` is what the server spent on each edit, which other work on the
machine disturbs less. The file is made of the modules of fixtures/workspaces, which have
findings in them. Prints a table, and writes the figures to --output.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.lsp.client import PULLING, PUSHED, Client, stdio_server

ROOT = Path(__file__).parents[2]
LINES = 2000
URI = (ROOT / "fixtures" / "workspaces" / "long.py").as_uri()
# People type no faster than this; it lets each round end before the next begins.
PAUSE_S = 0.02


def long_text() -> str:
    """As many modules of the fixtures as make `LINES` lines, again from the first one if need be."""
    modules = sorted((ROOT / "fixtures" / "workspaces").rglob("*.py"))
    lines = [line for path in modules for line in path.read_text(encoding="utf-8").splitlines(keepends=True)]
    return "".join((lines * (1 + LINES // len(lines)))[:LINES])


def typing_place(text: str, generator: random.Random) -> dict[str, int]:
    """Anywhere in a line that is not blank, but for its indentation."""
    lines = text.splitlines()
    line = generator.choice([number for number, content in enumerate(lines) if content.strip()])
    indentation = len(lines[line]) - len(lines[line].lstrip())
    return {"line": line, "character": generator.randint(indentation, len(lines[line]))}


async def pulled(client: Client, version: int) -> int:
    """The number of findings, asked for."""
    return len((await client.pull(URI))["items"])


async def pushed(client: Client, version: int) -> int:
    """The number of findings, waited for."""
    return len(await client.published(URI, version))


Diagnosed = Callable[[Client, int], Awaitable[int]]


def cpu_ms(process_id: int) -> float:
    """Milliseconds of CPU that a process has used; not a number where /proc does not tell."""
    stat = Path("/proc", str(process_id), "stat")
    if not stat.is_file():
        return float("nan")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


async def measure(capabilities: dict[str, Any], diagnosed: Diagnosed, edits: int) -> dict[str, float]:
    """The figures of one series."""
    generator = random.Random(edits)
    text = long_text()
    times = []
    async with stdio_server() as (client, process):
        await client.initialize(capabilities, ROOT)
        client.open(URI, text)
        findings = await diagnosed(client, 1)
        spent = cpu_ms(process.pid)
        for version in range(2, 2 * edits + 2, 2):
            place = typing_place(text, generator)
            # Typed, and taken back: the file stays what it is.
            for offset, (length, new) in enumerate(((0, "x"), (1, ""))):
                end = {**place, "character": place["character"] + length}
                client.received.clear()
                begin = time.perf_counter()
                client.change(URI, version + offset, {"range": {"start": place, "end": end}, "text": new})
                await diagnosed(client, version + offset)
                times.append((time.perf_counter() - begin) * 1000)
                await asyncio.sleep(PAUSE_S)
        spent = cpu_ms(process.pid) - spent
        await client.leave()
    return {"edits": len(times), "findings": findings, **summary(times), "cpu": round(spent / len(times), 2)}


def summary(times: list[float]) -> dict[str, float]:
    """Milliseconds: the middle and the slow end."""
    percentiles = statistics.quantiles(times, n=100)
    figures = {"median": statistics.median(times), "p95": percentiles[94], "p99": percentiles[98], "max": max(times)}
    return {name: round(value, 2) for name, value in figures.items()}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--edits", type=int, default=150, help="characters typed and taken back")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "benchmarks" / "lsp_latency.json")
    options = parser.parse_args()
    series = {
        "pull": asyncio.run(measure(PULLING, pulled, options.edits)),
        "push": asyncio.run(measure(PUSHED, pushed, options.edits)),
    }
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"
    print(f"one-character edit to diagnostics, {LINES:,} lines, milliseconds ({machine})")
    print("".join(f"{name:>10}" for name in ("", *series["pull"])))
    for name, figures in series.items():
        print("".join(f"{value:>10}" for value in (name, *figures.values())))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(
        json.dumps({"machine": machine, "lines": LINES, "milliseconds": series}, indent=2) + "\n"
    )


if __name__ == "__main__":
    main()
