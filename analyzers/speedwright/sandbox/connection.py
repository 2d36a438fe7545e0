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
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.work import Cancellation
from speedwright.sandbox.clock import cpu_seconds
from speedwright.sandbox.guest_program import guest_program
from speedwright.sandbox.interpreter import Interpreter
from speedwright.sandbox.isolation import SCRATCH_BYTES, Isolation, environment
from speedwright.sandbox.watching import PROCESSES_LIMIT, is_full, processes_beside

# A host makes up to twenty times as much memory of a frame.
FRAME_LIMIT = 16 << 20
# The longest number in a frame: integers of user code travel as text.
_DIGITS_LIMIT = 25
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


def frame(message: Mapping[str, Any], written: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """A message as it travels; one for several guests is made once. `written` are members that are JSON already."""
    members = {name: json.dumps(value, separators=(",", ":")) for name, value in message.items()}
    text = ",".join(f"{json.dumps(name)}:{value}" for name, value in {**members, **written}.items())
    body = f"{{{text}}}".encode()
    return struct.pack(">I", len(body)) + body


class Connection:
    """A running guest. `sender` is the host's number of the process that sent the last message."""

    def __init__(
        self,
        interpreter: Interpreter,
        isolation: Isolation,
        needed: Sequence[Path],
        hash_seed: int,
        cancellation: Cancellation,
    ) -> None:
        self._cancellation = cancellation
        self._scratch = tempfile.TemporaryDirectory(prefix="speedwright-", ignore_cleanup_errors=True)
        folder = Path(self._scratch.name)
        program = guest_program(interpreter)
        command = [interpreter.executable, "-s", "-B", str(program)]
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_SEND_S)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                isolation.command(command, folder, [program, *interpreter.places, *needed]),
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

    def send(self, message: Mapping[str, Any]) -> None:
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
                self._check_greed()
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

    def _check_greed(self) -> None:
        """Raises GuestLost for what no limit of the kernel's own bounds for every user."""
        if self.processes() > PROCESSES_LIMIT:
            raise GuestLost("it starts too many processes")
        if is_full(Path(self._scratch.name), SCRATCH_BYTES):
            raise GuestLost("it fills its folder")

    def processes(self) -> int:
        """How many processes there are in the child's session."""
        return processes_beside(self.sender)

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
            message = _DECODER.decode(body.decode("utf-8"))
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


def _small(digits: str) -> int:
    """A long number would take the host longer to read than the child to write."""
    if len(digits) > _DIGITS_LIMIT:
        raise ValueError("a number that is too long")
    return int(digits)


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


# Made once: making one takes longer than most messages.
_DECODER = json.JSONDecoder(parse_int=_small, parse_constant=_refused)


def _clock(pid: int) -> float | None:
    try:
        return cpu_seconds(pid)
    except ProcessLookupError:
        return None
