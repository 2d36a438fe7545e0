"""Languages beyond the supported ones, parsed by the optional package `tree-sitter-languages`.

That package is no longer maintained and its own loader fails with every current tree-sitter, but the shared library
in it still holds good grammars. It is opened as data: ctypes finds `tree_sitter_<name>`, and the pointer goes
to tree-sitter in the capsule it expects. The package itself is never imported.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path

import tree_sitter

from speedwright.errors import SpeedwrightError
from speedwright.languages.language import Language

_CAPSULE_NAME = b"tree_sitter.Language"

_SUFFIXES: dict[str, tuple[str, ...]] = {
    "bash": (".sh", ".bash"),
    "c": (".c",),
    "c_sharp": (".cs",),
    "elixir": (".ex", ".exs"),
    "haskell": (".hs",),
    "julia": (".jl",),
    "kotlin": (".kt", ".kts"),
    "lua": (".lua",),
    "perl": (".pl", ".pm"),
    "php": (".php",),
    "r": (".r", ".R"),
    "rust": (".rs",),
    "scala": (".scala",),
}


class LongTailError(SpeedwrightError):
    """The optional package is missing, or it has no such grammar."""


def long_tail_language(name: str) -> Language:
    """A language with a grammar and nothing else: no definitions, no loops."""
    return Language(name, _SUFFIXES.get(name, ()), package="tree_sitter_languages", definitions="", loops=frozenset())


def long_tail_name(suffix: str) -> str | None:
    """The name of the language with this suffix, when the optional package is installed."""
    if library_path() is None:
        return None
    return next((name for name, suffixes in _SUFFIXES.items() if suffix in suffixes), None)


@cache
def library_path() -> Path | None:
    """Where the shared library lies, None when the extra `languages` is not installed."""
    found = importlib.util.find_spec("tree_sitter_languages")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    return next((path for name in ("languages.so", "languages.dll") if (path := folder / name).is_file()), None)


@cache
def long_tail_grammar(name: str) -> tree_sitter.Language:
    """The grammar called `name`. Raises LongTailError."""
    path = library_path()
    if path is None:
        raise LongTailError(f"reading {name} needs the extra: pip install 'speedwright[languages]'")
    entry = getattr(ctypes.CDLL(str(path)), f"tree_sitter_{name}", None)
    if entry is None:
        raise LongTailError(f"tree-sitter-languages has no grammar called {name!r}")
    entry.restype = ctypes.c_void_p
    new_capsule = ctypes.pythonapi.PyCapsule_New
    new_capsule.restype = ctypes.py_object
    new_capsule.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return tree_sitter.Language(new_capsule(entry(), _CAPSULE_NAME, None))
