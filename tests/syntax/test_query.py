"""Queries: what is refused before tree-sitter sees it."""

from pathlib import Path

import pytest

from speedwright.languages.registry import language_named
from speedwright.syntax.query import CompiledQuery, QueryTextError
from speedwright.syntax.source_file import SourceFile

PYTHON = language_named("python")
SOURCE = SourceFile.parse(b"one + two + three\n", Path("module.py"))


def found(predicate: str) -> list[str]:
    assert PYTHON is not None
    query = CompiledQuery(PYTHON, f"((identifier) @slow {predicate})")
    return [(captures["slow"][0].text or b"").decode() for _, captures in query.matches(SOURCE)]


def test_predicates_that_are_let_through_hold():
    assert found('(#any-of? @slow "one" "two")') == ["one", "two"]
    assert found('(#not-eq? @slow "one")') == ["two", "three"]
    assert found('(#not-match? @slow "^(one|two)$")') == ["three"]


@pytest.mark.parametrize("predicate", ['(#not-any-of? @slow "one" "two")', '(#same? @slow "one")'])
def test_predicates_that_mean_something_else_are_refused(predicate: str):
    with pytest.raises(QueryTextError, match="unknown predicate"):
        found(predicate)
