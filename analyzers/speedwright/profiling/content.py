"""The content of a profile file, as far as it takes to see which format it is in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from speedwright.model.profile_json import ProfileError

LARGEST_BYTES = 1 << 30
_JSON_OBJECT = re.compile(rb'\s*\{\s*["}]')


@dataclass(frozen=True, slots=True)
class Content:
    """All bytes of a file; of a JSON object also its members, which are not read any further."""

    text: bytes
    members: Mapping[str, msgspec.Raw] | None = None

    def has(self, *names: str) -> bool:
        """Whether it is a JSON object with members of these names."""
        return self.members is not None and all(name in self.members for name in names)


def content_of(path: Path) -> Content:
    """The content of a file. Raises ProfileError, also for JSON that is damaged anywhere."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ProfileError(f"{path}: is larger than {LARGEST_BYTES >> 20} MiB")
        text = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not _JSON_OBJECT.match(text):
        return Content(text)
    try:
        return Content(text, msgspec.json.decode(text, type=dict[str, msgspec.Raw]))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProfileError(f"{path}: is damaged JSON: {error}") from error
