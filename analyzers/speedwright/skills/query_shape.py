"""The structure of a query's text: which parts stand in which, and what they capture.

Tree-sitter compiles a query into steps that tell nothing; what a file must have for a pattern to match is read from
the text. The text is one that compiles: nothing is checked here.
"""

from __future__ import annotations

from collections.abc import Iterator

from speedwright.model.late_pattern import late_pattern

_TOKEN = late_pattern(r'"((?:[^"\\]|\\.)*)"|([()\[\]])|([^\s()\[\]";]+)|;[^\n]*')
_LITERAL, _BRACKET, _WORD = 1, 2, 3


class Part:
    """A node `(kind ...)`, a group without a kind, an alternation `[...]`, a literal or a predicate of a query.

    `bracket` is what it begins with, `head` its kind (`#eq?` for a predicate, the text for a literal), `field` the
    one it must stand in. `arguments` are those of a predicate: `@capture`, or a text behind `"`. It is filled while a
    query is read, and read only from then on.
    """

    __slots__ = ("arguments", "bracket", "captures", "children", "field", "head", "is_optional", "start")

    def __init__(self, bracket: str, head: str = "", field: str = "", start: int = 0) -> None:
        self.bracket = bracket
        self.head = head
        self.field = field
        self.start = start
        self.children: list[Part] = []
        self.captures: list[str] = []
        self.arguments: list[str] = []
        self.is_optional = False

    @property
    def is_predicate(self) -> bool:
        """Whether it is a condition on captures."""
        return self.head.startswith("#")

    @property
    def is_alternation(self) -> bool:
        """Whether one of its children is there, rather than all."""
        return self.bracket == "["

    @property
    def predicates(self) -> Iterator[Part]:
        """The predicates in it and below."""
        for child in self.children:
            if child.is_predicate:
                yield child
            elif child.children:
                yield from child.predicates


def query_parts(query: str) -> list[Part]:
    """The patterns of a query; `start` is the offset of each in the text."""
    top = Part("")
    stack = [top]
    last = top
    field = ""
    for token in _TOKEN.finditer(query):
        kind = token.lastindex
        text = token[kind] if kind else ""
        around = stack[-1]
        if kind == _BRACKET and text in "([":
            last = Part(text, field=field, start=token.start())
            around.children.append(last)
            stack.append(last)
            field = ""
        elif kind == _BRACKET:
            last = stack.pop()
        elif kind == _LITERAL and around.is_predicate:
            around.arguments.append(f'"{text}')
        elif kind == _WORD and text[0] == "@":
            (around.arguments if around.is_predicate else last.captures).append(text)
        elif kind == _WORD and text[0] in "?*+":
            last.is_optional = text[0] != "+"
        elif kind == _WORD and text[-1] == ":":
            field = text[:-1]
        elif kind == _WORD and last is around and around.bracket == "(" and not around.head and text != ".":
            around.head = text
        elif kind == _LITERAL or text == "_":
            last = Part('"' if kind == _LITERAL else "(", text, field, token.start())
            around.children.append(last)
            field = ""
    return top.children
