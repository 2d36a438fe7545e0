"""`check` beside perflint: `python -m tests.benchmarks.against_perflint [--files N] [FOLDER]`.

The bar is fifty times the speed of `pylint --load-plugins=perflint` restricted to perflint's messages. Both read the
same files, drawn evenly from FOLDER (the standard library unless it is given) because pylint takes minutes for all of
it, with one process and no cache. CPU time of the child processes, as the kernel counts it. pylint and perflint are
installed into an environment of their own in the user's cache; where that fails, it is said and nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

import platformdirs

ROOT = Path(__file__).parents[2]
BAR = 50
REQUIREMENTS = ("pylint<4", "perflint")
MESSAGES = "W8101,W8102,W8201,W8202,R8203,W8204,W8205,W8401,W8402,W8403"
NOT_THE_LIBRARY = frozenset({"site-packages", "test", "tests", "idlelib", "lib2to3"})


def pylint_program() -> Path | None:
    """pylint with perflint beside it; None where they cannot be installed, which is told."""
    folder = Path(platformdirs.user_cache_dir("speedwright-benchmarks")) / "perflint"
    program = folder / ("Scripts" if os.name == "nt" else "bin") / ("pylint.exe" if os.name == "nt" else "pylint")
    if not program.exists():
        venv.create(folder, with_pip=True, clear=True)
        python = program.with_name("python.exe" if os.name == "nt" else "python")
        command = [str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not program.exists():
            print(f"skipped: perflint cannot be installed: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
            return None
    return program


def sample(folder: Path, number: int) -> list[Path]:
    """So many of the files below a folder, evenly drawn."""
    found = [path for path in sorted(folder.rglob("*.py")) if NOT_THE_LIBRARY.isdisjoint(path.parts)]
    return found[:: max(1, len(found) // number)][:number]


def cpu_s(command: list[str], folder: Path) -> float:
    """CPU seconds of a command. Raises RuntimeError where it fails: any finding may be a status of its own."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr is not None else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # pylint: 1 fatal, 32 wrong use; the rest are kinds of messages.
    if process.returncode < 0 or process.returncode & 32:
        raise RuntimeError(f"{command[0]}: status {process.returncode}: {said.decode(errors='replace')[-500:]}")
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(sysconfig.get_path("stdlib")))
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "benchmarks" / "against_perflint.json")
    options = parser.parse_args()
    pylint = pylint_program()
    if pylint is None:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, path in enumerate(sample(options.folder, options.files)):
            shutil.copyfile(path, Path(scratch) / f"m{number}_{path.name}")
        files = [str(path) for path in sorted(Path(scratch).glob("*.py"))]
        megabytes = sum(Path(file).stat().st_size for file in files) / 1e6
        own = [str(Path(sys.executable).with_name("speedwright")), "check", "--no-cache", "--jobs", "1", *files]
        other = [
            str(pylint), "--jobs=1", "--persistent=no", "--load-plugins=perflint", "--disable=all",
            f"--enable={MESSAGES}", *files,
        ]  # fmt: skip
        # The first run compiles modules and keeps outlines of pages.
        cpu_s(own[:5] + files[:1], Path(scratch))
        cpu_s(other[:6] + files[:1], Path(scratch))
        seconds = {"speedwright": min(cpu_s(own, Path(scratch)) for _ in range(3))}
        seconds["perflint"] = cpu_s(other, Path(scratch))
    ratio = seconds["perflint"] / seconds["speedwright"]
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    print(f"{len(files)} files, {megabytes:.2f} MB, one process, CPU time ({machine})")
    for name, value in seconds.items():
        print(f"{name:<12} {value:>8.2f} s {megabytes / value:>8.3f} MB/s")
    print(f"{ratio:.1f} times as fast (bar: {BAR})")
    figures = {"machine": machine, "files": len(files), "megabytes": megabytes, "cpu_s": seconds, "ratio": ratio}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
