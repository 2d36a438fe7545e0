"""What verdicts change is asked for again at once at the end, and now and then before it."""

import asyncio
import io
from dataclasses import replace

import pytest
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer

from speedwright_server.lsp import session as session_module
from speedwright_server.lsp.session import Session


@pytest.fixture
def written() -> io.BytesIO:
    return io.BytesIO()


@pytest.fixture
async def session(written: io.BytesIO, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(session_module, "TOGETHER_S", 0.0)
    server = LanguageServer("test", "0")
    server.protocol.set_writer(StdoutWriter(written))
    session = Session(server)
    session.client = replace(session.client, refreshes_lenses=True, pulls_diagnostics=True)
    return session


def refreshes(written: io.BytesIO) -> int:
    return written.getvalue().count(b'"workspace/codeLens/refresh"')


async def rest() -> None:
    """Until all that is due by now was done."""
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.0, done.set)
    await done.wait()
    await asyncio.sleep(0)


async def test_verdicts_of_a_moment_are_told_together(session: Session, written: io.BytesIO) -> None:
    for _ in range(100):
        session.verified_one()
    assert refreshes(written) == 0
    await rest()
    assert refreshes(written) == 1
    session.verified_one()
    await rest()
    assert refreshes(written) == 2


async def test_the_end_is_told_at_once_and_once(session: Session, written: io.BytesIO) -> None:
    session.verified_one()
    session.verified()
    assert refreshes(written) == 1
    await rest()
    assert refreshes(written) == 1


async def test_nothing_is_told_behind_the_end(session: Session, written: io.BytesIO) -> None:
    session.verified_one()
    await session.close()
    await rest()
    assert refreshes(written) == 0
