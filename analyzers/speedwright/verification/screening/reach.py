"""Which names reach outside a computation, and why: lists, and the reasons that verdicts show."""

from __future__ import annotations

import sys

# Standard modules that compute and do nothing else. What is not listed here, nor in part below, reaches outside.
_PURE = frozenset({
    "__future__", "abc", "array", "base64", "binascii", "bisect", "bz2", "calendar", "cmath", "collections",
    "colorsys", "contextlib", "copy", "csv", "dataclasses", "decimal", "difflib", "enum", "fnmatch", "fractions",
    "functools", "graphlib", "hashlib", "heapq", "hmac", "html", "ipaddress", "itertools", "json", "keyword", "lzma",
    "math", "numbers", "operator", "pprint", "re", "reprlib", "shlex", "statistics", "string", "stringprep",
    "struct", "textwrap", "typing", "unicodedata", "urllib.parse", "warnings", "zlib", "zoneinfo",
})  # fmt: skip
# Of these, only the names listed compute.
_PARTLY_PURE = {
    "ast": {"literal_eval"},
    "asyncio": {
        "gather", "wait", "wait_for", "as_completed", "create_task", "ensure_future", "TaskGroup", "Queue",
        "Semaphore", "BoundedSemaphore", "Lock", "Event", "Condition", "Task", "Future", "run", "timeout",
    },
    "datetime": {"date", "time", "timedelta", "timezone", "tzinfo", "datetime", "MINYEAR", "MAXYEAR", "UTC"},
    "io": {"StringIO", "BytesIO", "TextIOWrapper", "BufferedReader"},
    "os": {"path", "fspath", "sep", "linesep", "PathLike", "curdir", "pardir", "extsep", "altsep", "pathsep"},
    "os.path": {
        "basename", "commonpath", "commonprefix", "dirname", "isabs", "join", "normcase", "normpath", "sep", "split",
        "splitdrive", "splitext", "curdir", "pardir",
    },
    "pathlib": {"PurePath", "PurePosixPath", "PureWindowsPath"},
    "posixpath": {"basename", "dirname", "isabs", "join", "normpath", "split", "splitext"},
    "sys": {
        "maxsize", "maxunicode", "intern", "byteorder", "float_info", "int_info", "hash_info", "version_info",
        "stdin", "stdout", "stderr", "getrecursionlimit", "setrecursionlimit",
    },
    "threading": {"Lock", "RLock"},
    "types": {"MappingProxyType", "SimpleNamespace"},
    "uuid": {"UUID"},
}  # fmt: skip
_REASONS = {
    **dict.fromkeys(
        ("time", "timeit", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
         "datetime.date.today", "sched"), "reads a clock"),
    **dict.fromkeys(("random", "secrets", "uuid"), "its answers can depend on chance"),
    **dict.fromkeys(
        ("threading", "_thread", "concurrent", "multiprocessing", "queue", "contextvars", "subinterpreters",
         "_xxsubinterpreters", "_interpreters"), "has work done elsewhere"),
    **dict.fromkeys(("atexit", "weakref", "signal", "gc", "faulthandler", "tracemalloc"), "acts behind the call"),
    **dict.fromkeys(("inspect", "sys", "traceback", "dis", "types", "ctypes", "cffi", "builtins", "importlib", "imp",
                     "runpy", "pkgutil", "code", "codeop", "pickle", "marshal", "copyreg", "ast"),
                    "looks at or changes the running program"),
}  # fmt: skip
_OUTSIDE = "reaches outside the computation"
# Libraries beyond the standard one that are means to reach outside, or to keep results between runs.
_REACHING_LIBRARIES = frozenset({
    "IPython", "aiohttp", "cffi", "cloudpickle", "dill", "diskcache", "httpx", "joblib", "pip", "pkg_resources",
    "psutil", "py", "pytest", "requests", "setuptools", "six", "urllib3",
})  # fmt: skip
_FILES_OF_LIBRARIES = frozenset({
    "ctypeslib", "f2py", "fromfile", "fromregex", "genfromtxt", "load", "loadtxt", "memmap", "save", "savetxt",
    "savez", "savez_compressed", "testing", "to_csv", "to_pickle", "to_parquet", "to_json", "tofile",
})  # fmt: skip
# Modules that other modules happen to hold.
_HELD_MODULES = frozenset({
    "os", "sys", "subprocess", "socket", "ctypes", "inspect", "gc", "builtins", "importlib", "threading",
    "multiprocessing", "signal", "atexit", "codecs", "linecache",
})  # fmt: skip

# The names of a running program, and of its functions and modules: those of an ordinary object are its attributes.
INSIDES = "__dict__"

# For a package of the workspace: what it is called says nothing, what is taken from it may.
HERE = "workspace"

NAMES = {
    **dict.fromkeys(("exec", "eval", "compile", "__import__"), "runs code that cannot be read here"),
    **dict.fromkeys(("globals", "locals", "breakpoint", "__builtins__"), "looks at the running program"),
    "open": _OUTSIDE,
    "id": "tells equal arguments apart by their address",
}
NAMED_ATTRIBUTES = frozenset({"getattr", "setattr", "delattr", "hasattr", "attrgetter", "methodcaller"})

_INSIDE = "looks at or changes the running program"
ATTRIBUTES = {
    **dict.fromkeys(
        ("__globals__", "__code__", "__closure__", "__defaults__", "__kwdefaults__", "__builtins__",
         "__subclasses__", "__bases__", "__base__", "__mro__", "__loader__", "__spec__", "__file__",
         "__path__", "__getattribute__", "__reduce__", "__reduce_ex__", "__wrapped__", "__func__", "__self__",
         "__traceback__", "__init_subclass__", "__set_name__", "__prepare__", "__instancecheck__",
         "__subclasscheck__", "__subclasshook__", "__annotations__", "__import__", "__cached__", "__weakref__",
         "__getstate__", "__setstate__", "__getattr__"), _INSIDE),
    **dict.fromkeys(
        ("f_back", "f_globals", "f_locals", "f_code", "f_builtins", "f_trace", "gi_frame", "gi_code", "cr_frame",
         "cr_code", "cr_origin", "ag_frame", "ag_code", "tb_frame", "tb_next", "co_code", "with_traceback"),
        "looks at who calls it"),
    "__del__": "acts behind the call",
}  # fmt: skip


def reason_for(path: str) -> str | None:
    """Why the thing behind a dotted path, through its imports, is no mere computation; None when it is."""
    parts = path.split(".")
    root = parts[0]
    if root == HERE:
        return _INSIDE if any(part in _HELD_MODULES for part in parts[1:]) else None
    if any(part.startswith("_") and not part.startswith("__") for part in parts[1:]) or (
        root.startswith("_") and root != "__future__"
    ):
        return _INSIDE
    if any(part in _HELD_MODULES for part in parts[1:]):
        return _INSIDE
    for length in range(len(parts), 0, -1):
        reason = _REASONS.get(".".join(parts[:length]))
        known = _of_module(parts, length)
        if known is True:
            return reason if length == 1 and reason and root not in _PARTLY_PURE else _deeper(parts)
        if known is False:
            return _REASONS.get(root, _OUTSIDE)
    if root in ("numpy", "pandas", "scipy"):
        files = [part for part in parts[1:] if part in _FILES_OF_LIBRARIES or part.startswith("read_")]
        return _OUTSIDE if files else None
    if root in _REACHING_LIBRARIES or root in sys.stdlib_module_names:
        return _REASONS.get(root, _OUTSIDE)
    return None


def _of_module(parts: list[str], length: int) -> bool | None:
    """Whether the first `length` parts are a module of which the rest is harmless; None when they are none known."""
    module = ".".join(parts[:length])
    if module in _PURE:
        return True
    if module not in _PARTLY_PURE:
        return None
    return len(parts) == length or parts[length] in _PARTLY_PURE[module]


def _deeper(parts: list[str]) -> str | None:
    """The reason that an attribute of a harmless name has: the clocks of `datetime`."""
    found = (_REASONS.get(".".join(parts[:length])) for length in range(2, len(parts) + 1))
    return next((reason for reason in found if reason), None)


def is_watched(module: str) -> bool:
    """Whether an import of the whole module says nothing yet: what is taken from it is looked at."""
    return module in _PARTLY_PURE
