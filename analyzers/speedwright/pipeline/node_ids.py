"""What pytest calls the test at a place."""

from __future__ import annotations

from speedwright.model.text import Span
from speedwright.syntax.functions import outermost_function
from speedwright.syntax.source_file import SourceFile

# How pytest and unittest know tests, unless they are told otherwise.
PREFIX = "test"


def node_id_at(source: SourceFile, offset: int) -> str | None:
    """The part of the node id behind the file, such as `TestShop::test_total`; None outside of tests."""
    function = outermost_function(source, Span(offset, offset))
    if function is None or not function.qualname.rpartition(".")[2].startswith(PREFIX):
        return None
    return function.qualname.replace(".", "::")
