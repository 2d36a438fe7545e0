"""Typed access to the front matter of a page, with errors on the line of the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from speedwright.skills.page import Page, PageError


class Metadata:
    """The front matter of a page, or what stands under one of its keys."""

    def __init__(self, page: Page, data: Mapping[Any, Any]) -> None:
        self._page = page
        self._data = data

    def error(self, key: str, message: str) -> PageError:
        """An error on the line of a key."""
        return self._page.error(self._page.line_of(f"{key}:"), f"{key}: {message}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty, on one line. Raises PageError, as all below."""
        value = self._data.get(key, default)
        if value is None:
            raise self._page.error(1, f"the front matter has no {key!r}")
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "expected a text")
        if not value.replace("\n", " ").replace("\t", " ").isprintable():
            raise self.error(key, "it has characters that a terminal would obey")
        return " ".join(value.split())

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._data

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of some words."""
        value = self.text(key, default)
        if value not in choices:
            raise self.error(key, f"{value!r} is none of {', '.join(choices)}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is not given."""
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, "expected true or false")
        return value

    def number(self, key: str) -> int:
        """A whole number; 0 where it is not given."""
        value = self._data.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(key, "expected a whole number")
        return value

    def mapping(self, key: str) -> Metadata:
        """What stands under a key."""
        value = self._data.get(key)
        if not isinstance(value, dict):
            raise self._page.error(1, f"the front matter needs {key!r} with kind, language, mechanism, from and to")
        return Metadata(self._page, value)
