"""One listening server for all tests: each connection has a session of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, connected

# Code actions start nothing, so a server knows the interpreter that an earlier run on this machine has met.
MEET = (
    "from pathlib import Path; from speedwright.sandbox.interpreter import find_interpreter; find_interpreter(Path())"
)
LISTEN = (sys.executable, "-m", "speedwright_server", "server", "--tcp", "0")

Connect = Callable[..., contextlib.AbstractAsyncContextManager[Client]]


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps its receipts."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cache(cache_folder: Path) -> Path:
    """The same, without the receipts of other tests."""
    for receipt in cache_folder.rglob("*.json"):
        receipt.unlink()
    return cache_folder


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Iterator[tuple[str, int]]:
    """Where a real server listens."""
    home = tmp_path_factory.mktemp("server")
    environment = {**os.environ, "SPEEDWRIGHT_CACHE": str(cache_folder)}
    subprocess.run([sys.executable, "-c", MEET], cwd=home, env=environment, check=True)
    with subprocess.Popen(LISTEN, cwd=home, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            host, _, port = process.stderr.readline().split()[-1].rpartition(":")
            # What it logs later must not fill the pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield host, int(port)
        finally:
            process.terminate()


@pytest.fixture
def connect(address: tuple[str, int], cache: Path) -> Connect:
    """`connect(capabilities, root, **initialize)`: an initialized client."""

    @contextlib.asynccontextmanager
    async def enter(capabilities: dict[str, Any], root: Path | None = None, **more: Any) -> AsyncIterator[Client]:
        async with connected(*address) as client:
            await client.initialize(capabilities, root, **more)
            yield client

    return enter
