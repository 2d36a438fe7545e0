"""How true profiles are: `python -m tests.benchmarks.profile_shares [--rounds N] [--versions V...]`.

On a program that spends 50, 30, 15 and 5 parts of its time in four functions, by construction: each backend's shares
among the four, for every CPython from 3.9 to 3.14 on this machine (those of Scalene where it can be installed). The
bar: 4 points. With 500 samples chance alone moves a share of one half by 4.4 points once in twenty runs: a run has to
last. Prints a table; writes artifacts/profile_shares.json.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.profile import Profile
from speedwright.model.work import Cancellation, unheard
from speedwright.pipeline.profile import ProfileRequest, profile
from speedwright.settings import Settings
from tests.benchmarks.corpora import print_table, write_result
from tests.profiling.interpreters import VERSIONS, interpreter, with_scalene

POINTS_BAR = 4.0
NEWEST = "3.15"
PROGRAM = Path(__file__).parents[2] / "fixtures" / "profiles" / "shares.py"
TRUE = {"half": 50.0, "third": 30.0, "sixth": 15.0, "rest": 5.0}


@dataclass(frozen=True)
class Shares:
    """Percent of the four functions' time, and the largest distance from the truth in points."""

    backend: str
    python: str
    samples: int
    shares: dict[str, float]
    worst: float


def taken(backend: str, python: Path, folder: Path, rounds: int) -> Profile:
    request = ProfileRequest(
        root=folder,
        settings=Settings(),
        folder=folder,
        words=(str(python), "shares.py", str(rounds)),
        backend=backend,
        quiet=True,
    )
    return profile(request, unheard, Cancellation())


def shares_of(found: Profile) -> dict[str, float]:
    seconds = dict.fromkeys(TRUE, 0.0)
    for each in found.functions:
        if each.qualname in seconds and each.path == "shares.py":
            seconds[each.qualname] += each.cost.self_s
    whole = sum(seconds.values()) or 1.0
    return {name: 100 * value / whole for name, value in seconds.items()}


def all_shares(folder: Path, rounds: int, versions: Sequence[str]) -> Iterator[Shares]:
    for version in versions:
        plain = interpreter(version) or f"there is no CPython {version}"
        # The newest is beyond what the other two know.
        pythons = {"sampling": plain} if version == NEWEST else {"py-spy": plain, "scalene": with_scalene(version)}
        for backend, python in pythons.items():
            if isinstance(python, str):
                print(f"{backend}, {version}: skipped, {python}", file=sys.stderr)
                continue
            try:
                found = taken(backend, python, folder, rounds)
            except SpeedwrightError as error:
                print(f"{backend}, {version}: {error}", file=sys.stderr)
                continue
            shares = shares_of(found)
            worst = max(abs(shares[name] - TRUE[name]) for name in TRUE)
            yield Shares(backend, found.target.version, found.samples, shares, worst)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100_000, help="of the program; as many take some 15 seconds")
    parser.add_argument("--versions", nargs="*", default=(*VERSIONS, NEWEST), metavar="V")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shares.py").write_bytes(PROGRAM.read_bytes())
        shares = list(all_shares(folder, options.rounds, options.versions))
    rows = [
        (each.backend, each.python, f"{each.samples:,}", *(f"{each.shares[name]:.1f}" for name in TRUE),
         f"{each.worst:.1f}", "yes" if each.worst <= POINTS_BAR else "NO")
        for each in shares
    ]  # fmt: skip
    print_table(("backend", "Python", "samples", "50 %", "30 %", "15 %", "5 %", "worst", "within 4 points"), rows)
    write_result("profile_shares", {"shares": [asdict(each) for each in shares]})


if __name__ == "__main__":
    main()
