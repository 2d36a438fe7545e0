"""One listening server for all tests: each connection has a session of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Client, connected

LISTEN = (sys.executable, "-m", "speedwright_server", "server", "--tcp", "0")

Connect = Callable[..., contextlib.AbstractAsyncContextManager[Client]]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Where a real server listens."""
    home = tmp_path_factory.mktemp("server")
    with subprocess.Popen(LISTEN, cwd=home, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            host, _, port = process.stderr.readline().split()[-1].rpartition(":")
            # What it logs later must not fill the pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield host, int(port)
        finally:
            process.terminate()


@pytest.fixture
def connect(address: tuple[str, int]) -> Connect:
    """`connect(capabilities, root, **initialize)`: an initialized client."""

    @contextlib.asynccontextmanager
    async def enter(capabilities: dict[str, Any], root: Path | None = None, **more: Any) -> AsyncIterator[Client]:
        async with connected(*address) as client:
            await client.initialize(capabilities, root, **more)
            yield client

    return enter
