"""What a process asks of the kernel for itself, by ctypes. Nothing of the package is needed to import this."""

import os

_NO_NEW_PRIVILEGES, _PARENT_DEATH_SIGNAL, _KILL = 38, 1, 9
_SET_FILTER = 1
# Without it some kernels slow a filtered process down to guard it from its own threads.
_KEEP_SPEED = 4
_SECCOMP = {"x86_64": 317, "aarch64": 277}


def confine(program):
    """Applies a seccomp filter (hexadecimal BPF). Raises OSError, or ImportError where there is no ctypes."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(bytes.fromhex(program), len(program) // 2)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    whole = Program(len(code) // 8, ctypes.addressof(code))
    number = _SECCOMP[os.uname().machine]
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for flags in (_KEEP_SPEED, 0):
        if library.syscall(number, _SET_FILTER, flags, ctypes.byref(whole)) == 0:
            return
    raise OSError(ctypes.get_errno(), "seccomp")


def end_with_parent():
    """Has the kernel end this process when its parent ends."""
    import ctypes

    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, _KILL, 0, 0, 0)
