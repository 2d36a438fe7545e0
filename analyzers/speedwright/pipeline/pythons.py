"""The versions of Python that a workspace's code is written for."""

from __future__ import annotations

from pathlib import Path

from speedwright.skills.pythons import Pythons, pythons_of


def pythons_for(root: Path, python: str = "") -> Pythons:
    """Those of the interpreter `python`, which the settings name, as far as it was ever asked; else those that the
    workspace tells. Nothing is started here.
    """
    return pythons_of(root, _version_of(root, python) if python else None)


def _version_of(root: Path, python: str) -> tuple[int, int] | None:
    from speedwright.sandbox.interpreter import InterpreterError, known_interpreter

    try:
        known = known_interpreter(root, python)
    except InterpreterError:
        return None
    return None if known is None else known.version[:2]
