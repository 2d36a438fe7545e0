"""`window/workDoneProgress/cancel`: the user pressed cancel."""

from __future__ import annotations

from lsprotocol import types

from speedwright_server.lsp.feature import Feature
from speedwright_server.lsp.session import Session


def cancel(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """The command behind the progress answers with what it had found until then."""
    session.verification.cancel(params.token)


FEATURE = Feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, cancel)
