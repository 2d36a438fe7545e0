"""One-character edit to diagnostics, through the LSP, beside `ruff server`: `python -m tests.benchmarks.lsp_latency`.

The bars are 10, 15 and 40 ms for 95 of 100 edits in files of 500, 3,000 and 10,000 lines, not slower than ruff at
3,000; a burst of 200 edits ends with the findings of the last version; 100 open files stay under 200 MB.

Real servers over stdio, asked by one client in turn for every edit, so that whatever else the machine does meets all
of them. The clock runs from the sending of the edit to the arrival of the diagnostics, pulled or pushed; `cpu` is
what the server spent on each edit. The files are made of the modules of fixtures/workspaces and of a function with a
finding, in an empty workspace, so that ruff runs its default rules. Prints tables and writes the figures to --output.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import random
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lsp.client import COMMAND, PULLING, PUSHED, Client, stdio_server
from tests.lsp.slow_code import MEMBERSHIP

ROOT = Path(__file__).parents[2]
BARS_MS = {500: 10, 3000: 15, 10000: 40}
BURST = 200
OPEN_FILES = 100
# People type no faster than this; it lets each round end before the next begins.
PAUSE_S = 0.02
RUFF = (str(Path(sys.executable).with_name("ruff")), "server")

Diagnosed = Callable[[Client, str, int], Awaitable[list[dict[str, Any]]]]


def text_of(lines: int) -> str:
    """As many modules of the fixtures as make so many lines, again from the first one if need be; behind each a
    function in which there is something to find. No tests: little is told of a file with tests in it.
    """
    modules = (path for path in sorted((ROOT / "fixtures" / "workspaces").rglob("*.py")) if not _is_of_tests(path))
    texts = [each for path in modules for each in (path.read_text(encoding="utf-8"), "\n\n", MEMBERSHIP, "\n\n")]
    found = "".join(texts).splitlines(keepends=True)
    return "".join((found * (1 + lines // len(found)))[:lines])


def _is_of_tests(path: Path) -> bool:
    return "tests" in path.parts or path.name.startswith(("test_", "conftest"))


def typing_place(text: str, generator: random.Random) -> dict[str, int]:
    """Anywhere in a line that is not blank, but for its indentation."""
    lines = text.splitlines()
    line = generator.choice([number for number, content in enumerate(lines) if content.strip()])
    indentation = len(lines[line]) - len(lines[line].lstrip())
    return {"line": line, "character": generator.randint(indentation, len(lines[line]))}


async def pulled(client: Client, uri: str, _version: int) -> list[dict[str, Any]]:
    """The findings, asked for."""
    items: list[dict[str, Any]] = (await client.pull(uri))["items"]
    return items


async def pushed(client: Client, uri: str, version: int) -> list[dict[str, Any]]:
    """The findings, waited for."""
    return await client.published(uri, version)


SERVERS: dict[str, tuple[Sequence[str], dict[str, Any], Diagnosed]] = {
    "pull": (COMMAND, PULLING, pulled),
    "push": (COMMAND, PUSHED, pushed),
    "ruff": (RUFF, PULLING, pulled),
}


@dataclass
class Asked:
    """A server that is measured, and what was seen of it so far."""

    client: Client
    pid: int
    diagnosed: Diagnosed
    version: int = 1
    findings: int = 0
    times_ms: list[float] = field(default_factory=list)

    async def edit(self, uri: str, place: dict[str, int], length: int, new: str) -> None:
        """One edit, timed until its diagnostics are there."""
        self.version += 1
        end = {**place, "character": place["character"] + length}
        self.client.received.clear()
        begin = time.perf_counter()
        self.client.change(uri, self.version, {"range": {"start": place, "end": end}, "text": new})
        await self.diagnosed(self.client, uri, self.version)
        self.times_ms.append((time.perf_counter() - begin) * 1000)
        await asyncio.sleep(PAUSE_S)


@contextlib.asynccontextmanager
async def serving(name: str, folder: Path) -> AsyncIterator[Asked]:
    """A server of its own, ready."""
    command, capabilities, diagnosed = SERVERS[name]
    async with stdio_server(*command) as (client, process):
        await client.initialize(capabilities, folder)
        yield Asked(client, process.pid, diagnosed)
        await client.leave()


def cpu_ms(pid: int) -> float:
    """Milliseconds of CPU that a process has used; not a number where /proc does not tell."""
    stat = Path("/proc", str(pid), "stat")
    if not stat.is_file():
        return float("nan")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """The resident memory of a process; not a number where /proc does not tell."""
    status = Path("/proc", str(pid), "status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmRSS")), float("nan"))


async def latencies(lines: int, edits: int) -> dict[str, dict[str, float]]:
    """The figures of each server for a file of so many lines."""
    generator, text = random.Random(edits), text_of(lines)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        uri = (folder / "long.py").as_uri()
        servers = {name: await stack.enter_async_context(serving(name, folder)) for name in SERVERS}
        for each in servers.values():
            each.client.open(uri, text)
            each.findings = len(await each.diagnosed(each.client, uri, 1))
        spent = {name: cpu_ms(each.pid) for name, each in servers.items()}
        for _ in range(edits):
            place = typing_place(text, generator)
            # Typed, and taken back: the file stays what it is.
            for length, new in ((0, "x"), (1, "")):
                for each in servers.values():
                    await each.edit(uri, place, length, new)
        return {
            name: {
                "findings": each.findings,
                **summary(each.times_ms),
                "cpu": round((cpu_ms(each.pid) - spent[name]) / len(each.times_ms), 2),
            }
            for name, each in servers.items()
        }


def summary(times: list[float]) -> dict[str, float]:
    """Milliseconds: the middle and the slow end."""
    percentiles = statistics.quantiles(times, n=100)
    figures = {"median": statistics.median(times), "p95": percentiles[94], "p99": percentiles[98], "max": max(times)}
    return {name: round(value, 2) for name, value in figures.items()}


async def burst() -> dict[str, bool]:
    """Whether the findings after a burst of edits are those of a fresh server that is given the last text."""
    return {name: await _burst(name) for name in ("pull", "push")}


async def _burst(name: str) -> bool:
    generator, text = random.Random(BURST), text_of(3000)
    lines = text.splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        uri = (Path(folder) / "long.py").as_uri()
        async with serving(name, Path(folder)) as served:
            served.client.open(uri, text)
            for version in range(2, BURST + 2):
                line = generator.randrange(len(lines))
                start, end = {"line": line, "character": 0}, {"line": line + 1, "character": 0}
                lines[line] = lines[generator.randrange(len(lines))]
                served.client.change(uri, version, {"range": {"start": start, "end": end}, "text": lines[line]})
            shown = await served.diagnosed(served.client, uri, BURST + 1)
        async with serving(name, Path(folder)) as fresh:
            fresh.client.open(uri, "".join(lines), BURST + 1)
            return _told(shown) == _told(await fresh.diagnosed(fresh.client, uri, BURST + 1))


def _told(items: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in items)


async def memory() -> dict[str, float]:
    """Megabytes of a server with so many modules of the standard library open, and of its diagnoses of them."""
    found = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:OPEN_FILES]
    texts = [path.read_text(encoding="utf-8") for path in found]
    with tempfile.TemporaryDirectory() as folder:
        async with serving("pull", Path(folder)) as served:
            empty = memory_mb(served.pid)
            for number, text in enumerate(texts):
                served.client.open((Path(folder) / f"{number}.py").as_uri(), text)
            for number in range(len(texts)):
                await served.client.pull((Path(folder) / f"{number}.py").as_uri())
            return {
                "files": len(texts),
                "megabytes": round(sum(map(len, texts)) / 1e6, 2),
                "empty": round(empty, 1),
                "open": round(memory_mb(served.pid), 1),
            }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--edits", type=int, default=100, help="characters typed and taken back, per file")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "benchmarks" / "lsp_latency.json")
    options = parser.parse_args()
    series = {lines: asyncio.run(latencies(lines, options.edits)) for lines in BARS_MS}
    is_fresh, held = asyncio.run(burst()), asyncio.run(memory())
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"
    print(f"one-character edit to diagnostics, milliseconds ({machine})")
    print("".join(f"{name:>10}" for name in ("lines", "server", *series[500]["pull"], "bar")))
    for lines, servers in series.items():
        for name, figures in servers.items():
            bar = "" if name == "ruff" else BARS_MS[lines]
            print("".join(f"{value:>10}" for value in (lines, name, *figures.values(), bar)))
    stale = [name for name, fine in is_fresh.items() if not fine]
    print(f"burst of {BURST} edits: {'stale: ' + ', '.join(stale) if stale else 'the findings of the last version'}")
    print(f"{held['files']:.0f} open files of {held['megabytes']} MB: {held['open']} MB (bar: 200)")
    figures = {"machine": machine, "milliseconds": series, "burst": is_fresh, "memory_mb": held}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
