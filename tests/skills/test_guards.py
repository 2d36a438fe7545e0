"""Guards as pages see them; what they answer is tested by the cases on the pages."""

import pytest

from speedwright.model.finding import Answer
from speedwright.skills.guards.base import Guard, Result, guard
from speedwright.skills.guards.registry import guard_named, guard_names
from speedwright.syntax.node import Node
from speedwright.syntax.source_file import SourceFile


@pytest.mark.parametrize("name", guard_names())
def test_every_guard_says_what_it_means(name: str):
    guard = guard_named(name)
    assert guard is not None
    assert guard.documentation.endswith(".")
    assert len(guard.documentation) > 30


def test_annotations_say_how_a_guard_is_written():
    assert made().usage == 'three-parts @first @others... "text" as @new'
    assert made().takes(2, 1)
    assert made().takes(4, 1)
    assert not made().takes(1, 1)
    assert not made().takes(2, 2)


def made() -> Guard:
    @guard("three-parts")
    def three_parts(source: "SourceFile", first: "Node", *others: "Node", text: "str") -> "Result":
        """Says nothing."""
        return Result(Answer.YES)

    return three_parts
