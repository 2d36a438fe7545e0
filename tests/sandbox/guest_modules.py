"""Modules of the guest in this process: it is no package that others import."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path

import speedwright.sandbox


def guest_module(name: str) -> types.ModuleType:
    """A module of the guest, loaded as the guest loads itself."""
    folder = Path(speedwright.sandbox.__file__).with_name("guest")
    spec = importlib.util.spec_from_file_location(
        "_guest", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    sys.modules.setdefault("_guest", importlib.util.module_from_spec(spec))
    return importlib.import_module(f"_guest.{name}")
