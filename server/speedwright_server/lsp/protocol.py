"""pygls' protocol, where it must differ: documents and commands are ours, and `exit` ends one conversation."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from pygls.protocol.json_rpc import MessageCallback, MessageHandler, MsgId

# pygls would keep a second copy of every document (splitting lines where LSP does not), hide the progress token
# of a command from its handler, and answer the cancelling of a command without telling the handler.
OURS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_EXECUTE_COMMAND,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A result, or the parameters of a notification, that is JSON already; in ASCII."""

    json: str


class Protocol(LanguageServerProtocol):
    """One conversation. `finished` is set when the client said `exit`."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.finished = Event()
        self.command_names: tuple[str, ...] = ()
        for method in OURS:
            del self.fm.builtin_features[method]

    @property
    def exit_status(self) -> int:
        """0 when the client said `shutdown` before it left, as the protocol asks."""
        return 0 if self._shutdown else 1

    def _execute_handler(
        self,
        msg_id: MsgId,
        handler: MessageHandler,
        callback: MessageCallback,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """As pygls does, and forgets what is done: it keeps the tasks of notifications for ever."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        if (future := self._request_futures.get(msg_id)) is not None:
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))

    def notify(self, method: str, params: Any | None = None) -> None:
        """As pygls does, also of parameters that are written already."""
        if isinstance(params, Written):
            self._write(f'{{"jsonrpc":"2.0","method":{json.dumps(method)},"params":{params.json}}}')
        else:
            super().notify(method, params)

    def _send_response(
        self, msg_id: MsgId, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """As pygls does, also of a result that is written already."""
        if error is None and isinstance(result, Written):
            self._result_types.pop(msg_id, None)
            self._write(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result.json}}}')
        else:
            super()._send_response(msg_id, result, error)

    def _write(self, message: str) -> None:
        if self.writer is None:
            return
        body = message.encode("ascii")
        self.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Answers as pygls does, and names the commands, which it does not know; nor how much is to be traced."""
        self.trace = params.trace or types.TraceValue.Off
        result = yield from super().lsp_initialize(params)
        result.capabilities.execute_command_provider = types.ExecuteCommandOptions(commands=self.command_names)
        return result

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """As pygls does, which fails when what it cancels leaves the table that it goes through."""
        if (handler := self.fm.features.get(types.SHUTDOWN)) is not None:
            yield handler, args, None
        current = self.msg_id
        for msg_id, future in tuple(self._request_futures.items()):
            if msg_id != current:
                future.cancel()
        self._shutdown = True

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]  # pygls' own ends the whole process
        """Ends this conversation; a TCP server goes on with its others."""
        self.finished.set()

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The typed message. One that makes no sense is answered before it is reported: a client may wait for it."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise
