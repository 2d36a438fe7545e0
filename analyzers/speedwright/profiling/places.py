"""What can be told of a place by its path: Python, native code, or the interpreter itself."""

from __future__ import annotations

import re

_PYTHON = re.compile(r"\.(py|pyw|pyi|ipynb)$|^<.*>$", re.I)
_BINARY = re.compile(r"\.(so|dylib|dll|pyd|exe)\b[\d.]*$", re.I)
_SOURCE = re.compile(r"\.(c|cc|cpp|cxx|cu|h|hh|hpp|inc|pyx|pxd|pxi|rs|go|f|f90|s|asm)$", re.I)
_INTERPRETER = re.compile(
    r"(^|/)(libpython[^/]*|python[\d.]*|lib(c|m|pthread|dl|rt|gcc_s|stdc\+\+|System[^/]*)[-.][^/]*|ld[-.][^/]*)$"
    r"|/[Cc]?[Pp]ython-?[\d.]*[^/]*/(Objects|Python|Include|Parser|Programs)/"
)
_ADDRESS = re.compile(r"0x[0-9a-f]+", re.I)
_INSTALLED = re.compile(r"(^|/)(site-packages|dist-packages)/|/lib(64)?/python\d|/Python\.framework/|\\Lib\\")


def is_native(path: str) -> bool:
    """Whether a frame with this path is compiled code."""
    if _PYTHON.search(path):
        return False
    return (
        _BINARY.search(path) is not None or _SOURCE.search(path) is not None or _INTERPRETER.search(path) is not None
    )


def is_address(name: str) -> bool:
    """Whether a frame is called by where its code lies: native code without symbols, of no file that is known."""
    return _ADDRESS.fullmatch(name) is not None


def is_interpreter(path: str) -> bool:
    """Whether compiled code belongs to the interpreter or the C library: what every line of Python is run by."""
    return _INTERPRETER.search(path) is not None


def is_installed(path: str) -> bool:
    """Whether a path is one of the standard library or of an installed package."""
    return path.startswith("<") or _INSTALLED.search(path) is not None
