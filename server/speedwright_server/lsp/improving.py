"""The commands that look for proven speedups, which runs the user's code in the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright.model.improvement import Improvement
from speedwright.model.problem import Problem
from speedwright.model.work import Cancellation, Listener
from speedwright.pipeline.documents import function_at
from speedwright.pipeline.verdict_json import improvement_to_json
from speedwright_server.lsp.asking import agreed_use, tell_reports
from speedwright_server.lsp.command_names import ASK_MODEL, IMPROVE_FILE
from speedwright_server.lsp.folders import Folders
from speedwright_server.lsp.from_lsp import offset_in, path_of, position_from
from speedwright_server.lsp.progress import begin_report
from speedwright_server.lsp.session import Session
from speedwright_server.lsp.summary import summary_of

if TYPE_CHECKING:
    from speedwright.pipeline.improve_request import ImproveRequest
    from speedwright.pipeline.language_model.use import ModelReport, ModelUse


async def run_improving(session: Session, params: types.ExecuteCommandParams) -> list[dict[str, Any]]:
    """The verdicts, as in `improve --format json`; what was found before a cancel counts."""
    path, qualname = _target(session, params.command, params.arguments or ())
    place = f"{path.name}::{qualname}" if qualname else path.name
    asks = params.command == ASK_MODEL
    request_of = partial(_request, session.folders, path, qualname, session.documents.overlay())
    found: list[Improvement] = []
    problems: list[Problem] = []
    reports: list[ModelReport] = []
    use = await agreed_use(session, path, request_of, reports) if asks else None
    if asks and use is None:
        return []
    title = f"Asking the model about {place}" if asks else f"Looking for speedups in {place}"
    said = (path.name, qualname) if qualname else (path.name,)
    report = await begin_report(session.server, title, params.work_done_token, session.client.shows_progress, said)
    loop = asyncio.get_running_loop()

    def take(improvement: Improvement) -> None:
        found.append(improvement)
        # RuntimeError: the loop is closed, so nobody is left to be told.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(session.verified_one)

    await session.verification.run(_search(lambda: request_of(use), take, problems.append), report)
    session.model_versions.keep(found)
    tell_reports(session, reports)
    session.verified()
    # Refused pages of the team are told when they are loaded.
    ours = [each for each in problems if each.path == path]
    for problem in ours:
        session.warn(f"{path.name} {problem.message}.")
    if found or not ours:
        session.inform(summary_of([each.verdict.outcome for each in found], place))
    return [improvement_to_json(each) for each in found]


def _request(
    folders: Folders, path: Path, qualname: str | None, overlay: Mapping[Path, bytes], model: ModelUse | None = None
) -> ImproveRequest:
    """For another thread: it reads settings."""
    # Imported when first asked for: it brings the whole verifier along, and static findings need none of it.
    from speedwright.pipeline.improve import ImproveRequest, Target

    folder = folders.of(path)
    return ImproveRequest((Target(path, qualname),), folder.root, folder.settings, overlay=overlay, model=model)


def _search(
    request: Callable[[], ImproveRequest], take: Callable[[Improvement], None], tell: Callable[[Problem], None]
) -> Callable[[Listener, Cancellation], None]:
    """The work, for another thread; each result goes to `take` as soon as it is there."""

    def search(listener: Listener, cancellation: Cancellation) -> None:
        from speedwright.pipeline.improve import improve

        with suppress(Cancelled):
            for each in improve(request(), listener, cancellation, tell):
                take(each)

    return search


def quiet_search(session: Session, path: Path, qualname: str) -> Callable[[Listener, Cancellation], None]:
    """The same for one function, of which only the receipts count. Raises Cancelled."""
    overlay = session.documents.overlay()

    def search(listener: Listener, cancellation: Cancellation) -> None:
        from speedwright.pipeline.improve import improve

        for _ in improve(_request(session.folders, path, qualname, overlay), listener, cancellation):
            cancellation.check()
        cancellation.check()

    return search


def _target(session: Session, command: str, arguments: Sequence[Any]) -> tuple[Path, str | None]:
    """A file, and a function in it or None for all. Raises SpeedwrightError for arguments that lead nowhere."""
    uri = str(arguments[0]) if arguments else ""
    document = session.documents.get(uri)
    path = path_of(uri) if document is None else document.path
    if path is None:
        raise SpeedwrightError(
            f"{command} takes the URI of a file; a document must be saved before its code can run."
        )
    if command == IMPROVE_FILE:
        return path, None
    position = position_from(arguments[1] if len(arguments) > 1 else None)
    if document is None or position is None:
        raise SpeedwrightError(f"{command} takes the URI of an open document, and a position in it.")
    name = function_at(document.source, offset_in(document, uri, position, session.client.encoding))
    if name is None:
        raise SpeedwrightError(f"There is no function at line {position.line + 1} of {path.name}.")
    return path, name
