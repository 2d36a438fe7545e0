"""The profilers by name; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import cast

from speedwright.profiling.base import ProfilerBackend, ProfilingError

_MODULES = {"py-spy": "py_spy", "scalene": "scalene", "sampling": "sampling"}
DEFAULT = "py-spy"


def backend_names() -> tuple[str, ...]:
    """All names, the default first."""
    return tuple(_MODULES)


def backend_named(name: str) -> ProfilerBackend:
    """The backend. Raises ProfilingError for a name that is none."""
    if name not in _MODULES:
        raise ProfilingError(f"no profiler is called {name!r}; there are {', '.join(_MODULES)}")
    module = importlib.import_module(f"speedwright.profiling.backends.{_MODULES[name]}")
    return cast("ProfilerBackend", module)
