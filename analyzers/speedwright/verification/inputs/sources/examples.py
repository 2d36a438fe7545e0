"""Examples with other content."""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.recipe import Call, Case
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.mutating import Mutator
from speedwright.verification.inputs.snippets import literal_arguments


class MutatedExamples:
    """Examples with magnitude, length, content and duplicates varied."""

    name = "mutated"

    def cases(self, drawing: Drawing, count: int) -> Iterator[Case]:
        """Round after round over the examples, and over the literal calls that reading found."""
        examples = list(dict.fromkeys((*drawing.examples, *_literal_calls(drawing))))
        if not examples:
            return
        mutator = Mutator(drawing, self.name)
        for number in range(count):
            yield Case((mutator.mutated(examples[number % len(examples)]),), self.name)


def _literal_calls(drawing: Drawing) -> tuple[Call, ...]:
    return literal_arguments(drawing.module_source, drawing.function) if not drawing.signature.is_method else ()
