"""One child process and the frames that go to and fro; every wait has an end."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation
from speedwright.sandbox.clock import cpu_seconds
from speedwright.sandbox.guest_program import guest_program
from speedwright.sandbox.interpreter import Interpreter
from speedwright.sandbox.isolation import Isolation, environment

FRAME_LIMIT = 32 << 20
# How often a waiting host looks at the child's clock.
_POLL_S = 0.05
# A child that makes no use of the processor is given this much more wall time than CPU time: the machine is shared.
WALL_PER_CPU = 4.0
# A child that does not take a message for so long is stuck.
_SEND_S = 10.0
# Past its deadline, work in a child gets this much longer to come to an end by itself.
_GRACE_S = 1.0
_CREDENTIALS = struct.Struct("3i")


class GuestLost(SpeedwrightError):
    """The child ended, or said something that is not the protocol."""


class GuestTimeout(SpeedwrightError):
    """The child used up the time it was given."""


def frame(message: Any) -> bytes:
    """A message as it travels; one that goes to several guests is made once."""
    body = json.dumps(message, separators=(",", ":")).encode("utf-8")
    return struct.pack(">I", len(body)) + body


class Connection:
    """A running guest. `sender` is the host's number of the process that sent the last message."""

    def __init__(
        self, interpreter: Interpreter, isolation: Isolation, hash_seed: int, cancellation: Cancellation
    ) -> None:
        self._cancellation = cancellation
        self._scratch = tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True)
        folder = Path(self._scratch.name)
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_SEND_S)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                isolation.command([interpreter.executable, "-s", "-B", str(guest_program(interpreter))], folder),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=dict(environment(folder, hash_seed)),
                start_new_session=True,
            )
        except OSError as error:
            self._socket.close()
            self._scratch.cleanup()
            raise GuestLost(f"{interpreter.executable} cannot be started: {error}") from error
        finally:
            theirs.close()
        self._buffer = bytearray()
        self.sender = self._process.pid

    def send(self, message: Any) -> None:
        """Sends one message. Raises GuestLost."""
        self.send_frame(frame(message))

    def send_frame(self, data: bytes) -> None:
        """Sends a message that `frame` has made. Raises GuestLost."""
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise GuestLost("the child ended") from error

    def receive(self, cpu_s: float, clock_pid: int | None = None) -> Any:
        """The next message.

        Raises GuestTimeout after `cpu_s` of the child's clock or much more wall time, GuestLost when it ended.
        """
        wall_s = min(cpu_s * WALL_PER_CPU, self._cancellation.remaining_s) + _GRACE_S
        deadline = time.monotonic() + wall_s
        start = None if clock_pid is None else _clock(clock_pid)
        while True:
            message = self._complete_frame()
            if message is not None:
                return message
            if not self._readable():
                spent = None if clock_pid is None or start is None else _clock(clock_pid)
                if time.monotonic() > deadline or (spent is not None and start is not None and spent - start > cpu_s):
                    raise GuestTimeout(f"no answer within {cpu_s:g} s")
                continue
            self._read()

    @property
    def has_more(self) -> bool:
        """Whether the child said more than was read."""
        return bool(self._buffer) or self._readable(0.0)

    def _readable(self, timeout_s: float = _POLL_S) -> bool:
        return bool(select.select([self._socket], [], [], timeout_s)[0])

    def _read(self) -> None:
        try:
            data, ancillary, _, _ = self._socket.recvmsg(1 << 20, socket.CMSG_SPACE(_CREDENTIALS.size))
            for level, kind, payload in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                    self.sender = _CREDENTIALS.unpack(payload[: _CREDENTIALS.size])[0]
        except OSError as error:
            raise GuestLost("the child ended") from error
        if not data:
            raise GuestLost("the child ended")
        self._buffer += data

    def _complete_frame(self) -> Any:
        if len(self._buffer) < 4:
            return None
        (size,) = struct.unpack_from(">I", self._buffer)
        if size > FRAME_LIMIT:
            raise GuestLost("the child broke the protocol")
        if len(self._buffer) < 4 + size:
            return None
        body = bytes(self._buffer[4 : 4 + size])
        del self._buffer[: 4 + size]
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise GuestLost("the child broke the protocol") from error
        if not isinstance(message, dict):
            raise GuestLost("the child broke the protocol")
        return message

    def kill(self) -> None:
        """Ends the child and all that it started, from any thread; `close` still has to be called."""
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends the child, waits for it and removes its scratch folder."""
        self.kill()
        self._process.wait()
        self._socket.close()
        self._scratch.cleanup()


def _clock(pid: int) -> float | None:
    try:
        return cpu_seconds(pid)
    except ProcessLookupError:
        return None
