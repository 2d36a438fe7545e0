"""Style, docstrings, types and form: the same commands as `make lint`."""

import subprocess
import sys

import pytest

from tests.architecture.layout import ROOT


@pytest.mark.parametrize(
    "command", [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)], ids=lambda command: " ".join(command)
)
def test_linter_has_nothing_to_say(command: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
