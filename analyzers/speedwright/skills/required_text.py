"""Texts without which a query cannot match a file.

Compiling a pattern takes milliseconds, looking for a word microseconds: a file without `while` needs no pattern for
`while` loops. The answer errs to one side only: whatever a pattern matches has every text that it requires.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|;[^\n]*|([()\[\]])|([^\s()\[\]";]+)')
_EQUALITIES = frozenset({"#eq?", "#any-eq?"})
_PLAIN_EXPRESSION = re.compile(r'"\^?(\w+)\$?')

_KEYWORDS = {
    "attribute": ".",
    "augmented_assignment": "=",
    "call": "(",
    "class_definition": "class",
    "conditional_expression": "if",
    "dictionary_comprehension": "for",
    "for_in_clause": "for",
    "for_statement": "for",
    "function_definition": "def",
    "generator_expression": "for",
    "if_statement": "if",
    "import_from_statement": "import",
    "import_statement": "import",
    "interpolation": "{",
    "lambda": "lambda",
    "list_comprehension": "for",
    "return_statement": "return",
    "set_comprehension": "for",
    "subscript": "[",
    "try_statement": "try",
    "while_statement": "while",
    "with_statement": "with",
}
"""Texts that nodes of the Python grammar cannot be without."""


def required_texts(query: str, language: str) -> tuple[frozenset[bytes], ...]:
    """The texts that each pattern of a query needs; the query compiles."""
    patterns: list[_Group] = []
    stack: list[_Group] = []
    for literal, bracket, word in _tokens(query):
        if bracket in ("(", "["):
            stack.append(_Group(bracket))
        elif bracket:
            closed = stack.pop()
            closed.settle()
            (stack[-1].add(closed) if stack else patterns.append(closed))
        elif stack and word:
            stack[-1].word(word, language)
        elif stack:
            stack[-1].literal(literal)
    return tuple(pattern.requirement() for pattern in patterns)


@dataclass
class _Group:
    """What stands between two brackets, as far as it is read. The last part waits: `?` or `*` may follow it."""

    bracket: str
    head: str = ""
    texts: set[str] = field(default_factory=set)
    captures: set[str] = field(default_factory=set)
    arguments: list[str] = field(default_factory=list)
    equalities: list[tuple[str, str]] = field(default_factory=list)
    waiting: _Group | None = None
    branches: list[set[str]] = field(default_factory=list)

    def add(self, part: _Group) -> None:
        self.settle()
        if part.head in _EQUALITIES and len(part.arguments) == 2:
            self.equalities.append((part.arguments[0], part.arguments[1]))
        elif part.head == "#match?" and (plain := _PLAIN_EXPRESSION.fullmatch(part.arguments[-1])):
            self.equalities.append((part.arguments[0], f'"{plain[1]}'))
        elif not part.head.startswith("#"):
            self.waiting = part

    def literal(self, text: str) -> None:
        if self.head.startswith("#"):
            self.arguments.append(f'"{text}')
        else:
            self.add(_Group('"', texts=set(text.split())))

    def word(self, word: str, language: str) -> None:
        if word.startswith("@") and self.head.startswith("#"):
            self.arguments.append(word)
        elif word.startswith("@") and self.waiting is not None:
            self.waiting.captures.add(word)
        elif word[0] in "?*":
            self.branches += [set()] if self.bracket == "[" else []
            self.waiting = None
        elif not self.head and self.bracket == "(" and word != ".":
            self.head = word
            self.texts |= {_KEYWORDS[word]} if language == "python" and word in _KEYWORDS else set()
        elif word != "+":
            self.settle()

    def settle(self) -> None:
        """Takes over what the waiting part needs; of several alternatives, what all of them capture."""
        part, self.waiting = self.waiting, None
        if part is not None and self.bracket == "[":
            self.branches.append(part.captures)
            self.captures = set.intersection(*self.branches)
        elif part is not None:
            self.texts |= part.texts if part.bracket != "[" else set()
            self.captures |= part.captures
            self.equalities += part.equalities

    def requirement(self) -> frozenset[bytes]:
        """The texts of a whole pattern; an equality counts where its capture cannot be missing."""
        equal = {text[1:] for capture, text in self.equalities if capture in self.captures and text.startswith('"')}
        plain = {text for text in equal if "\\" not in text}
        return frozenset(text.encode("utf-8") for text in self.texts | plain)


def _tokens(query: str) -> Iterator[tuple[str, str, str]]:
    return (
        (match[1] or "", match[2] or "", match[3] or "") for match in _TOKEN.finditer(query) if match[0][0] != ";"
    )
