"""A program that confines itself with Landlock and seccomp, and then becomes the command it was given.

`python -I -S landlock.py PLAN COMMAND...`, where PLAN is JSON: `read` and `write` are lists of files and folders,
`filter` is a seccomp program. It is run by Speedwright's own interpreter, so that the other one starts confined.
Nothing of Speedwright can be imported here.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import stat
import struct
import sys
from pathlib import Path
from typing import Any

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_DROP_CAPABILITY, _NO_NEW_PRIVILEGES = 24, 38
_LAST_CAPABILITY = 63

# Rights on files, by the version of Landlock that brought them: see landlock(7).
_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_FIRST_RIGHTS = (1 << 13) - 1
_LATER_RIGHTS = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
# Rights that a rule on a single file may name.
_ON_FILES = _EXECUTE | _WRITE | _READ | _LATER_RIGHTS[3] | _LATER_RIGHTS[5]
_CONNECTIONS_SINCE, _SCOPES_SINCE = 4, 6

_library = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """The kernel's version of Landlock; 0 where it has none."""
    return max(0, int(_library.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)))


def confine(read: list[str], write: list[str]) -> None:
    """Takes all rights on files away but those on `read` and `write`, for good. Raises OSError."""
    known = version()
    handled = _FIRST_RIGHTS
    for since, right in _LATER_RIGHTS.items():
        handled |= right if known >= since else 0
    attributes = struct.pack("=QQQ", handled, 3, 3)
    size = 24 if known >= _SCOPES_SINCE else 16 if known >= _CONNECTIONS_SINCE else 8
    ruleset = _checked(_library.syscall(_CREATE, attributes, ctypes.c_size_t(size), 0))
    for paths, rights in ((read, _EXECUTE | _READ | _LIST), (write, handled)):
        for path in paths:
            _allow(ruleset, path, rights, handled)
    _checked(_library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(_library.syscall(_RESTRICT, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int, handled: int) -> None:
    """A path that is gone, or a link (what it leads to has its own rule), gets none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISLNK(mode):
            rights &= handled if stat.S_ISDIR(mode) else handled & _ON_FILES
            _checked(_library.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0))
    finally:
        os.close(descriptor)


def _drop_capabilities() -> None:
    """What root may do beyond others; the next program then starts without. Nothing to lose for anybody else."""
    for capability in range(_LAST_CAPABILITY + 1):
        _library.prctl(_DROP_CAPABILITY, capability, 0, 0, 0)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return result


def _guests_kernel() -> Any:
    """The guest's module for this, by its file: it needs nothing else."""
    spec = importlib.util.spec_from_file_location("kernel", Path(__file__).parent / "guest" / "kernel.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Confines this process and becomes the command."""
    plan = json.loads(sys.argv[1])
    command = sys.argv[2:]
    kernel = _guests_kernel()
    kernel.end_with_parent()
    _drop_capabilities()
    confine(plan["read"], plan["write"])
    kernel.confine(plan["filter"])
    os.execvpe(command[0], command, os.environ)


if __name__ == "__main__":
    main()
