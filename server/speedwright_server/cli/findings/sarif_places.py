"""Places in files as SARIF says them: relative to the top of the repository, whatever folder was checked from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from speedwright.pipeline.places import Place

BASE = "%SRCROOT%"


def uri_of(path: Path, base: Path) -> str:
    """The address of a file: relative below `base`, else a whole one."""
    whole = path if path.is_absolute() else Path.cwd() / path
    return quote(whole.relative_to(base).as_posix()) if whole.is_relative_to(base) else whole.as_uri()


def artifact(uri: str) -> dict[str, str]:
    """An artifactLocation."""
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": BASE}


def location(uri: str, place: Place) -> dict[str, Any]:
    """A location with a region."""
    return {"physicalLocation": {"artifactLocation": artifact(uri), "region": region(place)}}


def region(place: Place) -> dict[str, int]:
    """A region; columns count characters, as the run's `columnKind` says."""
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
