"""Work in a forked process that may end or hang there."""

import builtins
import contextlib
import json
import os
import select
import signal

from . import confining, observing
from .limiting import empty_scratch, limit
from .mutants import REVERSED
from .switching import turned

# Of the wall clock, for what has been given processor time: the machine is shared.
WALL_PER_CPU = 4.0


class Forks:
    """Forked processes with the limits of `task`; what they leave in the folder `scratch` is removed."""

    def __init__(self, task, scratch):
        self._task = task
        self._scratch = scratch

    def run(self, work, item_s, more_s=0.0):
        """The items that `work()` yields in a process, through JSON: those that come before it ends or is stuck.

        `item_s` is the processor time that one of them may take, `more_s` what all may take together beyond that.
        """
        reader, writer = os.pipe()
        wall_s = WALL_PER_CPU * item_s + 1.0
        with confining.own_work():
            child = os.fork()
        if child == 0:
            try:
                os.close(reader)
                setattr(builtins, REVERSED, turned)
                limit(self._task["memory_mib"], int(4 * item_s + more_s) + 2)
                confining.hold_job(self._task["filters"])
                _work(work, writer, wall_s)
            finally:
                observing.exit_now(0)
        os.close(writer)
        try:
            return [json.loads(line.decode("utf-8")) for line in _lines(reader, wall_s)]
        except ValueError:
            return []
        finally:
            os.close(reader)
            _end(child)
            empty_scratch(self._scratch)


def _end(child):
    # Where nobody may end another process, the child's own alarm does.
    with contextlib.suppress(PermissionError), confining.own_work():
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _work(work, writer, wall_s):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, wall_s)
    for item in work():
        _write(writer, json.dumps(item).encode("utf-8") + b"\n")
        signal.setitimer(signal.ITIMER_REAL, wall_s)


def _write(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _lines(descriptor, seconds):
    """The whole lines that come through a pipe, until its other end is closed or nothing comes for so long."""
    rest = b""
    while select.select([descriptor], [], [], seconds)[0]:
        piece = os.read(descriptor, 1 << 16)
        if not piece:
            return
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
