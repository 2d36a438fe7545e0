"""What reading a large profile costs: `python -m tests.benchmarks.profile_import [--samples N]`.

Generates files of some 100 MB, a speedscope file of 10 million samples, one of events, and collapsed stacks of as
many samples, and imports each in a child: seconds of CPU and of the clock, and peak memory. The bars: 10 s, 500 MB.
Prints a table; writes artifacts/profile_import.json.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from tests.benchmarks.corpora import print_table, write_result

SECONDS_BAR, MEGABYTES_BAR = 10.0, 500.0
SAMPLES = 10_000_000
FRAMES = 200
BLOCK = 10_000
CHILD = """\
import json, resource, sys, time
from pathlib import Path
from speedwright.profiling.importing import load_profile
start, cpu = time.monotonic(), time.process_time()
path = Path(sys.argv[1])
profile = load_profile(path, path.parent)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.monotonic() - start, time.process_time() - cpu, peak, profile.samples, profile.total_s]))
"""


@dataclass(frozen=True)
class Result:
    """One file; megabytes are of 2**20 bytes."""

    format: str
    file_mb: float
    elapsed_s: float
    cpu_s: float
    peak_mb: float
    samples: int

    @property
    def is_within(self) -> bool:
        """Whether the bars are kept; by CPU time, because other work on the machine is none of the import's."""
        return self.cpu_s <= SECONDS_BAR and self.peak_mb <= MEGABYTES_BAR


def _frames() -> str:
    return ",".join(
        json.dumps({"name": f"function_{n}", "file": f"/app/module_{n % 20}.py", "line": n + 1})
        for n in range(FRAMES)
    )


def _write_whole(file: TextIO, profile: Iterator[str]) -> None:
    file.write(f'{{"$schema":"x","shared":{{"frames":[{_frames()}]}},"profiles":[')
    file.writelines(profile)
    file.write("]}")


def _blocks(count: int, texts: Callable[[int], list[str]]) -> Iterator[str]:
    for at in range(0, count, BLOCK):
        yield ("," if at else "") + ",".join(texts(min(BLOCK, count - at)))


def speedscope(path: Path, samples: int, chance: random.Random) -> None:
    """Short stacks, as they have to be for so many samples in so few bytes; a thousand distinct ones."""
    stacks = [f"[{','.join(str(chance.randrange(10)) for _ in range(chance.randrange(1, 4)))}]" for _ in range(1000)]

    def profile() -> Iterator[str]:
        yield '{"type":"sampled","name":"t","unit":"seconds","startValue":0,"endValue":1,"samples":['
        yield from _blocks(samples, lambda count: chance.choices(stacks, k=count))
        yield '],"weights":['
        yield from _blocks(samples, lambda count: ["0.01"] * count)
        yield "]}"

    with path.open("w", encoding="utf-8") as file:
        _write_whole(file, profile())


def deep_speedscope(path: Path, samples: int, chance: random.Random) -> None:
    """A tenth of the samples, with stacks of real depth, of which no two thousand are alike."""
    stacks = [
        f"[{','.join(str(chance.randrange(FRAMES)) for _ in range(chance.randrange(10, 40)))}]" for _ in range(2000)
    ]

    def profile() -> Iterator[str]:
        yield '{"type":"sampled","name":"t","unit":"seconds","startValue":0,"endValue":1,"samples":['
        yield from _blocks(samples // 10, lambda count: chance.choices(stacks, k=count))
        yield '],"weights":['
        yield from _blocks(samples // 10, lambda count: [f"{chance.random():.9f}" for _ in range(count)])
        yield "]}"

    with path.open("w", encoding="utf-8") as file:
        _write_whole(file, profile())


def events(path: Path, samples: int, chance: random.Random) -> None:
    """Calls and returns in turns; some 40 bytes for each event."""
    opened: list[int] = []
    now = 0

    def some(count: int) -> list[str]:
        nonlocal now
        found = []
        for _ in range(count):
            now += chance.randrange(1, 100)
            if opened and (len(opened) > 30 or chance.random() < 0.5):
                found.append(f'{{"type":"C","frame":{opened.pop()},"at":{now}}}')
            else:
                opened.append(chance.randrange(FRAMES))
                found.append(f'{{"type":"O","frame":{opened[-1]},"at":{now}}}')
        return found

    def profile() -> Iterator[str]:
        yield '{"type":"evented","name":"t","unit":"microseconds","startValue":0,"endValue":9e15,"events":['
        yield from _blocks(samples // 4, some)
        yield "]}"

    with path.open("w", encoding="utf-8") as file:
        _write_whole(file, profile())


def collapsed(path: Path, samples: int, chance: random.Random) -> None:
    """Distinct stacks of 5 to 15 frames: nothing is left to be counted twice."""
    size = samples * 10
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            depth = chance.randrange(5, 16)
            stack = ";".join(
                f"function_{n % 40} (/app/module_{n % 20}.py:{n + 1})" for n in chance.choices(range(FRAMES), k=depth)
            )
            file.write(f"{stack} {chance.randrange(1, 40)}\n")


FORMATS = {"speedscope": speedscope, "speedscope, deep": deep_speedscope, "events": events, "py-spy raw": collapsed}


def measured(name: str, samples: int, folder: Path) -> Result:
    """One file, written and imported."""
    path = folder / "profile"
    FORMATS[name](path, samples, random.Random(1))
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True)
    elapsed_s, cpu_s, peak_mb, counted, _ = json.loads(done.stdout)
    return Result(name, path.stat().st_size / (1 << 20), elapsed_s, cpu_s, peak_mb, counted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            results.append(measured(name, samples, Path(folder)))
            print(f"{name}: done", file=sys.stderr)
    rows = [
        (each.format, f"{each.file_mb:.0f}", f"{each.samples:,}", f"{each.elapsed_s:.1f}", f"{each.cpu_s:.1f}",
         f"{each.peak_mb:.0f}", "yes" if each.is_within else "NO")
        for each in results
    ]  # fmt: skip
    print_table(("format", "file MB", "samples", "seconds", "CPU s", "peak MB", "within the bars"), rows)
    write_result("profile_import", {"results": [asdict(each) for each in results]})


if __name__ == "__main__":
    main()
