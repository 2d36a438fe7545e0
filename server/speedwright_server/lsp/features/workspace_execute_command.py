"""`workspace/executeCommand`: what runs the user's code, because the user asked for it."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from speedwright.errors import SpeedwrightError
from speedwright_server.lsp.applying import run_applying
from speedwright_server.lsp.command_names import APPLY_PROVEN, IMPROVING, PROFILING, TELLING
from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.improving import run_improving
from speedwright_server.lsp.profiling import run_profiling
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.telling import run_telling

UNTRUSTED = "This workspace is not trusted, so none of its code is run. Findings are shown without verification."


async def execute_command(session: Session, params: types.ExecuteCommandParams) -> Any:
    """What the command answers, as JSON. Raises SpeedwrightError for one that there is not, or may not run."""
    if not session.trusted:
        session.warn(UNTRUSTED)
        raise SpeedwrightError(UNTRUSTED)
    if params.command in (*IMPROVING, *PROFILING):
        # Whoever asks comes before what nobody asked for, and times are measured one at a time.
        session.background.stop_all()
    if params.command in IMPROVING:
        return await run_improving(session, params)
    if params.command == APPLY_PROVEN:
        return await run_applying(session, params)
    if params.command in PROFILING:
        return await run_profiling(session, params)
    if params.command in TELLING:
        return await run_telling(session, params)
    raise SpeedwrightError(f"There is no command {params.command}.")


FEATURE = Feature(types.WORKSPACE_EXECUTE_COMMAND, execute_command)
