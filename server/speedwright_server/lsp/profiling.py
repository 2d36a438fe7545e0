"""The commands that measure where time goes, which runs the user's code as the user would."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from speedwright.errors import Cancelled, SpeedwrightError
from speedwright.model.profile import Profile
from speedwright.model.profile_json import profile_text
from speedwright.model.work import Cancellation, Listener
from speedwright.pipeline.node_ids import node_id_at
from speedwright_server.lsp.command_names import (
    CLEAR_PROFILE,
    LOAD_PROFILE,
    PROFILE_COMMAND,
    PROFILE_FILE,
    PROFILE_PROCESS,
    PROFILE_TEST,
)
from speedwright_server.lsp.from_lsp import is_in_notebook, offset_of, path_of, position_from
from speedwright_server.lsp.printed import Printed
from speedwright_server.lsp.profile_options import (
    ATTACHED_S,
    ProfileOptions,
    path_from,
    profile_options,
    words_from,
)
from speedwright_server.lsp.profile_summary import profile_summary, profile_to_json, sentences
from speedwright_server.lsp.progress import begin_report
from speedwright_server.lsp.session import Session

if TYPE_CHECKING:
    from speedwright.pipeline.profile import ProfileRequest


@dataclass(frozen=True, slots=True)
class _Job:
    """What to measure, as people call it, and in which workspace; `file` is what runs, where that is one file."""

    subject: str
    root: Path
    options: ProfileOptions
    words: tuple[str, ...] = ()
    pid: int | None = None
    loaded: Path | None = None
    file: Path | None = None


async def run_profiling(session: Session, params: types.ExecuteCommandParams) -> dict[str, Any] | None:
    """The hot functions; None where nothing was measured, which is told why. What was sampled before a cancel counts.

    Raises SpeedwrightError for arguments that make no sense.
    """
    arguments = tuple(params.arguments or ())
    if params.command == CLEAR_PROFILE:
        session.clear_profile()
        return None
    job = _JOBS[params.command](session, arguments)
    title = f"{'Reading' if job.loaded else 'Profiling'} {job.subject}"
    report = await begin_report(session.server, title, params.work_done_token, session.client.shows_progress)
    printed = Printed()
    try:
        profile = await session.verification.run(_work(session, job, printed), report)
    except Cancelled:
        return None
    except SpeedwrightError as error:
        _log(session, job, printed)
        session.warn(" ".join([f"{job.subject}: {error}", *sentences(_about_output(printed, failed=True))]))
        return None
    _log(session, job, printed)
    tell = session.warn if profile.target.status else session.inform
    about = _about_output(printed, failed=bool(profile.target.status))
    tell(profile_summary(profile, job.subject, (*_unsaved(session, job), *about)))
    return {**profile_to_json(profile, job.root), "printed": printed.text}


def _work(session: Session, job: _Job, printed: Printed) -> Callable[[Listener, Cancellation], Profile]:
    """The work, for another thread. The session takes what came out of it even if nobody waits for it any more."""
    loop = asyncio.get_running_loop()

    def work(listener: Listener, cancellation: Cancellation) -> Profile:
        # Imported when first asked for: static findings need none of it.
        from speedwright.pipeline.profile import load_profile, profile

        if job.loaded is not None:
            found = load_profile(job.loaded, job.root)
        else:
            with printed.listening() as output:
                found = profile(_request(session, job, output), listener, cancellation)
        if job.options.output is not None:
            _keep(found, job.options.output)
        # RuntimeError: the loop is closed, so nobody is left to see it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(session.take_profile, found, job.root)
        return found

    return work


def _request(session: Session, job: _Job, output: int) -> ProfileRequest:
    from speedwright.pipeline.profile import DEFAULT, ProfileRequest

    options = job.options
    return ProfileRequest(
        root=job.root,
        settings=session.folders.of(job.root / "pyproject.toml").settings,
        folder=options.folder or job.root,
        words=job.words,
        pid=job.pid,
        backend=options.backend or DEFAULT,
        seconds=options.seconds or (ATTACHED_S if job.pid is not None else None),
        native=options.native,
        stdout=output,
        stderr=output,
    )


def _keep(profile: Profile, path: Path) -> None:
    try:
        path.write_text(profile_text(profile), encoding="utf-8")
    except OSError as error:
        raise SpeedwrightError(f"{path} cannot be written: {error.strerror or error}") from error


def _log(session: Session, job: _Job, printed: Printed) -> None:
    if printed.text:
        session.log(f"{job.subject} printed:\n{printed.text}")


def _about_output(printed: Printed, failed: bool) -> tuple[str, ...]:
    """Where to see what the program printed; of one that failed, what it said last."""
    last = printed.last_line
    if not last:
        return ()
    return (
        *([f"it printed last: `{last}`"] if failed else []),
        "what it printed is in the log of the language server",
    )


def _unsaved(session: Session, job: _Job) -> tuple[str, ...]:
    """What the editor shows and was not run."""
    if job.file is None:
        return ()
    shown = session.documents.overlay().get(job.file)
    try:
        changed = shown is not None and job.file.read_bytes() != shown
    except OSError:
        changed = False
    return (f"{job.file.name} has changes that are not saved: it was run as it is saved",) if changed else ()


def _file(session: Session, arguments: Sequence[Any]) -> _Job:
    path = _path(PROFILE_FILE, arguments)
    options = profile_options(_at(arguments, 1))
    root = session.folders.of(path).root
    return _Job(path.name, root, options, (*_below(path, root, options), *options.arguments), file=path)


def _test(session: Session, arguments: Sequence[Any]) -> _Job:
    path = _path(PROFILE_TEST, arguments)
    document, position = session.documents.get(str(arguments[0])), position_from(_at(arguments, 1))
    options = profile_options(_at(arguments, 2))
    if document is None or position is None:
        raise SpeedwrightError(f"{PROFILE_TEST} takes the URI of an open document, and a position in it.")
    names = node_id_at(document.source, offset_of(document.source, position, session.client.encoding))
    if names is None:
        raise SpeedwrightError(
            f"There is no test at line {position.line + 1} of {path.name}: put the cursor into a function whose name "
            "begins with `test`."
        )
    root = session.folders.of(path).root
    (place,) = _below(path, root, options)
    subject = f"{path.name}::{names}"
    return _Job(subject, root, options, (f"{place}::{names}", *options.arguments), file=path)


def _command(session: Session, arguments: Sequence[Any]) -> _Job:
    words = _words(_at(arguments, 0))
    options = profile_options(_at(arguments, 1))
    return _Job(shlex.join(words), _root(session, options), options, (*words, *options.arguments))


def _process(session: Session, arguments: Sequence[Any]) -> _Job:
    pid = _at(arguments, 0)
    if isinstance(pid, str) and pid.isdecimal():
        pid = int(pid)
    if not isinstance(pid, int) or isinstance(pid, bool) or pid <= 0:
        raise SpeedwrightError(f"{PROFILE_PROCESS} takes the number of a process: `pgrep -af python` lists them.")
    options = profile_options(_at(arguments, 1))
    return _Job(f"process {pid}", _root(session, options), options, pid=pid)


def _load(session: Session, arguments: Sequence[Any]) -> _Job:
    path = path_from(_at(arguments, 0))
    if path is None:
        raise SpeedwrightError(f"{LOAD_PROFILE} takes the absolute path or the URI of a profile's file.")
    return _Job(path.name, _root(session, profile_options(_at(arguments, 1))), ProfileOptions(), loaded=path)


_JOBS: dict[str, Callable[[Session, Sequence[Any]], _Job]] = {
    PROFILE_FILE: _file,
    PROFILE_TEST: _test,
    PROFILE_COMMAND: _command,
    PROFILE_PROCESS: _process,
    LOAD_PROFILE: _load,
}


def _at(arguments: Sequence[Any], index: int) -> Any:
    return arguments[index] if index < len(arguments) else None


def _path(command: str, arguments: Sequence[Any]) -> Path:
    uri = _at(arguments, 0)
    if isinstance(uri, str) and is_in_notebook(uri):
        raise SpeedwrightError(
            "A notebook runs in its kernel: profile that process, whose number `os.getpid()` tells in a cell."
        )
    path = path_of(uri) if isinstance(uri, str) else None
    if path is None:
        raise SpeedwrightError(
            f"{command} takes the URI of a file; a document must be saved before its code can run."
        )
    return path


def _below(path: Path, root: Path, options: ProfileOptions) -> tuple[str]:
    """The file as it is called in the folder that it runs in."""
    folder = options.folder or root
    return (str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path),)


def _words(value: Any) -> tuple[str, ...]:
    """A command as a shell reads it, or word by word."""
    try:
        words = tuple(shlex.split(value)) if isinstance(value, str) else words_from("The command", value)
    except ValueError as error:
        raise SpeedwrightError(f"The command cannot be read: {error}.") from error
    if not words:
        raise SpeedwrightError(f"{PROFILE_COMMAND} takes a command, as a text or a list of words.")
    return words


def _root(session: Session, options: ProfileOptions) -> Path:
    """The workspace around the folder that was asked for; without one, the first that is open."""
    if options.folder is not None:
        return session.folders.of(options.folder / "pyproject.toml").root
    if not session.folders.roots:
        raise SpeedwrightError("No folder is open: say where to run by the option `folder`.")
    return session.folders.roots[0]
