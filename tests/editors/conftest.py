"""What the tests with real editors and tools need: the server's executable, and a network."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def speedwright() -> Path:
    """The `speedwright` executable of the environment that runs the tests."""
    found = shutil.which("speedwright", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip("the command speedwright is not installed beside this Python")
    return Path(found)


@pytest.fixture(scope="session")
def pypi() -> None:
    """Skips what installs Python packages where there is no network."""
    _need("pypi.org")


@pytest.fixture(scope="session")
def npm_registry() -> None:
    """Skips what installs Node packages where there is no network."""
    _need("registry.npmjs.org")


def _need(host: str) -> None:
    if os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"):
        return
    try:
        socket.create_connection((host, 443), timeout=3).close()
    except OSError as error:
        pytest.skip(f"needs {host}: {error}")
