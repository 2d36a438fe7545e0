"""Files whose change on the disk the server wants to know."""

from __future__ import annotations

from pathlib import PurePath

from speedwright.pipeline.skills import TEAM_PAGES

PAGE = "SKILL.md"
SETTING_PATTERNS = ("**/pyproject.toml", "**/.gitignore", f"**/{TEAM_PAGES.as_posix()}/**/{PAGE}")
"""Settings, what is left alone, and pages of a team."""


def is_setting(path: PurePath) -> bool:
    """Whether a file that changed says how others are looked at."""
    return path.name in ("pyproject.toml", ".gitignore", PAGE)
