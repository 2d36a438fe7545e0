"""The workspace that a command line is about: its root folder and its settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from speedwright.pipeline.workspace import absolute, find_root
from speedwright.settings import Settings, load_settings


class Workspace(NamedTuple):
    """`root` is absolute."""

    root: Path
    settings: Settings


def workspace_of(paths: Sequence[Path]) -> Workspace:
    """The workspace around all of `paths` (none: around the current folder). Raises SettingsError."""
    common = Path(os.path.commonpath([absolute(path) for path in paths or [Path()]]))
    root = find_root(common if common.is_dir() else common.parent)
    return Workspace(root, load_settings(root))


def shown_path(path: Path) -> str:
    """The path as people type it from here: relative below the current folder, else absolute."""
    whole, here = absolute(path), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()
