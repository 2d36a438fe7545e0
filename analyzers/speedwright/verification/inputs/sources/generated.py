"""Calls drawn from hints and usage, with arguments that belong together."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.recipe import Case
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.calls import CallDrawer


class Generated:
    """Random calls of the signature."""

    name = "generated"

    def cases(self, drawing: Drawing, count: int) -> Iterator[Case]:
        """Independent single calls."""
        for call in CallDrawer(drawing, self.name).calls(count):
            yield Case((call,), self.name)
