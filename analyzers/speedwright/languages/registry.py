"""All languages, by name and by suffix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from speedwright.languages.cpp import CPP
from speedwright.languages.go import GO
from speedwright.languages.java import JAVA
from speedwright.languages.javascript import JAVASCRIPT
from speedwright.languages.language import Language, grammar
from speedwright.languages.python import PYTHON
from speedwright.languages.ruby import RUBY
from speedwright.languages.typescript import TSX, TYPESCRIPT

if TYPE_CHECKING:
    import tree_sitter

LANGUAGES: tuple[Language, ...] = (PYTHON, JAVASCRIPT, TYPESCRIPT, TSX, GO, CPP, JAVA, RUBY)

_BY_NAME = {language.name: language for language in LANGUAGES}
_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}


def language_named(name: str) -> Language | None:
    """The language called `name`; None for one that is not supported."""
    return _BY_NAME.get(name)


def languages_of_pages(name: str) -> tuple[Language, ...]:
    """The languages for which a page of this language is meant: its own first, then its dialects."""
    return tuple(each for each in LANGUAGES if name in (each.name, each.dialect_of))


def language_of(path: Path) -> Language | None:
    """The language of a file by its suffix, the optional long tail included; None when it cannot be read."""
    suffix = path.suffix
    known = _BY_SUFFIX.get(suffix) or _BY_SUFFIX.get(suffix.lower())
    if known is not None:
        return known
    # The long tail loads ctypes: only files that are no supported language may pay for it.
    from speedwright.languages.long_tail import long_tail_language, long_tail_name

    name = long_tail_name(suffix)
    return None if name is None else long_tail_language(name)


def grammar_of(language: Language) -> tree_sitter.Language:
    """The grammar, from the language's own wheel or the long tail."""
    if language.name in _BY_NAME:
        return grammar(language)
    from speedwright.languages.long_tail import long_tail_grammar

    return long_tail_grammar(language.name)
