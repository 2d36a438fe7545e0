"""Languages by name and suffix, loaded only when used."""

import subprocess
import sys
from pathlib import Path

import pytest

from speedwright.languages.long_tail import LongTailError, library_path, long_tail_grammar
from speedwright.languages.registry import LANGUAGES, grammar_of, language_named, language_of
from speedwright.syntax.query import CompiledQuery
from speedwright.syntax.source_file import SourceFile


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_every_grammar_loads_and_has_the_kinds_named(language):
    grammar = grammar_of(language)
    for kind in language.loops | language.comments:
        assert grammar.id_for_node_kind(kind, True) is not None, kind
    CompiledQuery(language, language.definitions)


def test_suffixes_are_unique():
    suffixes = [suffix for language in LANGUAGES for suffix in language.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_lookup():
    assert language_of(Path("a/b.PY")) is language_named("python")
    assert language_named("cobol") is None
    assert language_of(Path("README")) is None


def test_a_python_file_imports_no_other_grammar():
    code = (
        "import sys; from pathlib import Path; from speedwright.syntax.source_file import SourceFile; "
        "SourceFile.parse(b'x = 1', Path('x.py')); print([m for m in sys.modules if m.startswith('tree_sitter_')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = {name.partition(".")[0] for name in eval(out)}
    assert loaded == {"tree_sitter_python"}


@pytest.mark.skipif(library_path() is None, reason="the extra `languages` (tree-sitter-languages) is not installed")
def test_the_long_tail_parses():
    source = SourceFile.parse(b"fn main() { for i in 0..3 {} }", Path("main.rs"))
    assert source.language.name == "rust"
    assert not source.root.has_error
    assert "for_expression" in str(source.root)


@pytest.mark.skipif(library_path() is None, reason="the extra `languages` (tree-sitter-languages) is not installed")
def test_an_unknown_grammar_of_the_long_tail():
    with pytest.raises(LongTailError, match="no grammar called 'klingon'"):
        long_tail_grammar("klingon")


def test_the_long_tail_says_what_to_install(monkeypatch):
    monkeypatch.setattr("speedwright.languages.long_tail.library_path", lambda: None)
    with pytest.raises(LongTailError, match=r"speedwright\[languages\]"):
        long_tail_grammar("fortran")
