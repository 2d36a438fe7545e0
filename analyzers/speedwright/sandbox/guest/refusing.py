"""Audit hooks that refuse what reaches outside, for systems without anything better.

This stops code that means no harm. It is no boundary: native code raises no such events, and Python code that knows
its interpreter gets around them.
"""

import contextlib
import os
import sys

_REFUSED = (
    "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.system", "pty.spawn", "signal.pthread_kill", "socket.bind", "socket.connect", "socket.getaddrinfo",
    "socket.gethostbyaddr", "socket.gethostbyname", "socket.sendmsg", "socket.sendto", "subprocess.Popen",
    "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.call_function", "ctypes.string_at", "ctypes.set_errno",
)  # fmt: skip
# What changes the files that it names.
_CHANGES = (
    "os.chmod", "os.chown", "os.chflags", "os.lchmod", "os.link", "os.mkdir", "os.remove", "os.removexattr",
    "os.rename", "os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime", "shutil.rmtree", "shutil.move",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_suspended = [False]


def install(folder):
    """From now on only files below `folder` can be changed, and no process started or reached."""
    inside = os.path.realpath(folder)

    def hook(event, arguments):
        if _suspended[0]:
            return
        if event in _REFUSED or (event == "ctypes.dlopen" and arguments[0] is not None):
            raise PermissionError("%s is not allowed here" % event)
        for path in _changed(event, arguments):
            if not _is_inside(path, inside):
                raise PermissionError("%s outside of %s is not allowed here" % (event, inside))

    sys.addaudithook(hook)


@contextlib.contextmanager
def suspended():
    """For what the guest itself has to do."""
    _suspended[0] = True
    try:
        yield
    finally:
        _suspended[0] = False


def _changed(event, arguments):
    """The paths that an event is about to change."""
    if event == "open":
        path, mode, flags = arguments
        writes = flags & _WRITING if isinstance(flags, int) else set(mode or "r") & set("wax+")
        return [path] if writes else []
    if event not in _CHANGES:
        return []
    return [each for each in arguments[:2] if isinstance(each, (str, bytes, os.PathLike))]


def _is_inside(path, folder):
    if isinstance(path, int):
        return True
    real = os.path.realpath(os.fsdecode(path))
    return real == os.devnull or real == folder or real.startswith(os.path.join(folder, ""))
