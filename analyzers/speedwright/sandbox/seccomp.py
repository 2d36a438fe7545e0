"""What a guest may ask of the kernel, as seccomp filters: programs in classic BPF, see seccomp(2).

All that is not named is allowed. A call that is refused fails with EPERM, in Python a PermissionError, so that user
code sees an error and the guest lives on. Files are not the filter's affair, but for what Landlock leaves open.
"""

from __future__ import annotations

import functools
import platform
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PERMISSION, _NO_SUCH_CALL = 1, 38
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# The other calling convention that a 64-bit x86 kernel understands.
_X32 = 0x40000000

# Numbers on x86_64 and on aarch64, where the call exists there; from the kernel's tables.
_CALLS = {
    # Connections to anything: a socket that was made is one that reaches out.
    "socket": (41, 198), "bind": (49, 200), "connect": (42, 203), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "socketpair": (53, 199), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # Other processes: tracing, reading, ending, leaving the group that is ended as one, slowing down.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "kill": (62, 129),
    "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "setsid": (112, 157), "setpgid": (109, 154), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "sched_setaffinity": (203, 122),
    # The machine: file systems, name spaces, the kernel's own programs, clocks, keys.
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "acct": (163, 89),
    "quotactl": (179, 60), "syslog": (103, 116), "iopl": (172, None), "ioperm": (173, None),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    # Memory that outlives a process or counts as nobody's.
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    # Marks on files, which Landlock does not know.
    "truncate": (76, 45), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5),
    "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "setxattrat": (463, 463), "removexattrat": (466, 466), "file_setattr": (469, 469),
    # Those whose arguments decide.
    "ioctl": (16, 29), "prlimit64": (302, 261), "setrlimit": (160, 164), "prctl": (157, 167), "open": (2, None),
    "openat": (257, 56), "openat2": (437, 437), "clone": (56, 220), "clone3": (435, 435), "fork": (57, None),
    "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
}  # fmt: skip

_MARKS = [*list(_CALLS)[list(_CALLS).index("truncate") : list(_CALLS).index("ioctl")]]
_DECIDED_BY_ARGUMENTS = [*list(_CALLS)[list(_CALLS).index("ioctl") :], "socketpair"]
_NEVER = [name for name in _CALLS if name not in (*_MARKS, *_DECIDED_BY_ARGUMENTS)]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Refuses `call`; with a `mask`, where that part of an argument is `value` (or, negated, where it is not)."""

    call: str
    argument: int = 0
    mask: int = 0
    value: int = 0
    negated: bool = False
    error: int = _PERMISSION


_STREAM = 1
_TERMINAL_INPUT, _TERMINAL_SELECTION = 0x5412, 0x541C
_THREAD = 0x00010000
# New name spaces, a traced child, and a child of one's parent.
_UNUSUAL_CHILDREN = (
    0x00020000,
    0x02000000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
    0x2000,
    0x8000,
)
_ALL = 0xFFFFFFFF
_ACCESS_AND_TRUNCATE, _TRUNCATE = 0o1003, 0o1000
_PARENT_DEATH_SIGNAL = 1

_BASE = [
    *map(_Rule, _NEVER),
    # A pair of datagram sockets can send to any address.
    _Rule("socketpair", 1, 0xF, _STREAM, negated=True),
    _Rule("ioctl", 1, _ALL, _TERMINAL_INPUT),
    _Rule("ioctl", 1, _ALL, _TERMINAL_SELECTION),
    _Rule("prlimit64", 0, _ALL, 0, negated=True),
    *(_Rule("clone", 0, flag, flag) for flag in _UNUSUAL_CHILDREN),
    # Its arguments lie where a filter cannot look; the C library then asks as before.
    _Rule("clone3", error=_NO_SUCH_CALL),
]
_LANDLOCK = [
    *map(_Rule, _MARKS),
    _Rule("openat2", error=_NO_SUCH_CALL),
    _Rule("open", 1, _ACCESS_AND_TRUNCATE, _TRUNCATE),
    _Rule("openat", 2, _ACCESS_AND_TRUNCATE, _TRUNCATE),
]
_NO_PROGRAMS = [_Rule("execve"), _Rule("execveat")]
_NO_PROCESSES = [
    _Rule("fork"),
    _Rule("vfork"),
    _Rule("clone", 0, _THREAD, 0),
    _Rule("clone3", error=_NO_SUCH_CALL),
    _Rule("setrlimit"),
    _Rule("prlimit64", 2, _ALL, 0, negated=True),
    _Rule("prctl", 0, _ALL, _PARENT_DEATH_SIGNAL),
]


def is_supported() -> bool:
    """Whether filters can be written for this machine."""
    return platform.machine() in _MACHINES


@functools.cache
def beside_landlock() -> str:
    """For a process that Landlock holds, before it becomes the guest."""
    return _program([*_BASE, *_LANDLOCK])


@functools.cache
def filters() -> tuple[str, str]:
    """For a guest before it meets user code, and for the process of one job on top.

    The first leaves no sockets, no other program and nobody else's process; the second not a single further process,
    and the limits as they are.
    """
    return _program([*_BASE, *_NO_PROGRAMS]), _program(_NO_PROCESSES)


def _program(rules: Iterable[_Rule]) -> str:
    """The filter as hexadecimal digits: eight bytes for each instruction."""
    machine = platform.machine()
    column = list(_MACHINES).index(machine)
    body = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUAL, _MACHINES[machine], 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        body += [_instruction(_AT_LEAST, _X32, 0, 1), _instruction(_RETURN, _ERROR | _PERMISSION)]
    for rule in rules:
        number = _CALLS[rule.call][column]
        if number is not None:
            body += _instructions(rule, number)
    return b"".join([*body, _instruction(_RETURN, _ALLOW)]).hex()


def _instructions(rule: _Rule, number: int) -> Sequence[bytes]:
    refused = _instruction(_RETURN, _ERROR | rule.error)
    if not rule.mask:
        return [_instruction(_EQUAL, number, 0, 1), refused]
    # The lower half of an argument: none of those asked for has a meaning in its upper half.
    load = _instruction(_LOAD, 16 + 8 * rule.argument)
    skip = (1, 0) if rule.negated else (0, 1)
    test = [load, _instruction(_AND, rule.mask), _instruction(_EQUAL, rule.value, *skip), refused]
    return [_instruction(_EQUAL, number, 0, len(test) + 1), *test, _instruction(_LOAD, _NUMBER)]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
