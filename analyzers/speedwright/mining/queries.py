"""The slow side of a shape as a tree-sitter query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from speedwright.mining.generalising import EXPRESSION, HOLE, NAME, is_hole
from speedwright.mining.terms import Term

SLOW = "slow"
# Said by the kind of their node or its fields already; in a slice, they are what tells `a[1:]` from `a[:1]`.
_SAID = frozenset("()[]{},:;.=") | {
    "->", "lambda", "for", "if", "else", "elif", "while", "return", "def", "in", "and", "or", "not", "from", "import",
}  # fmt: skip
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Query:
    """The text, the captures of each hole and those of the statements in order.

    `words` has the capture of each free name that the pattern asks for.
    """

    text: str
    holes: Mapping[str, tuple[str, ...]]
    statements: tuple[str, ...]
    words: Mapping[str, str]


def query_of(before: Sequence[Term], names: Mapping[str, str]) -> Query:
    """The query; `names` are what holes are called as captures."""
    writer = _Writer(names)
    captures = [SLOW, *(f"then-{number}" for number in range(1, len(before)))]
    patterns = [f"{writer.pattern(term, 1)} @{name}" for term, name in zip(before, captures, strict=True)]
    lines = [f"\n{_INDENT}. ".join(patterns), *writer.predicates]
    text = lines[0] if len(lines) == len(patterns) == 1 else "(" + f"\n{_INDENT}".join(lines) + ")"
    return Query(text, {name: tuple(each) for name, each in writer.holes.items()}, tuple(captures), writer.words)


@dataclass
class _Writer:
    names: Mapping[str, str]
    holes: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    predicates: list[str] = field(default_factory=list)

    def pattern(self, term: Term, depth: int) -> str:
        """The pattern of a term without its own capture; anchors keep further children out."""
        if is_hole(term):
            return self._hole(term)
        if term.is_leaf:
            return self._leaf(term)
        children = list(self._children(term, depth + 1))
        joint = "\n" + _INDENT * (depth + 1) if len(children) > 1 else " "
        return f"({term.kind}{joint}. {f'{joint}. '.join(children)} .)"

    def _children(self, term: Term, depth: int) -> Iterator[str]:
        for child in [each for each in term.children if _is_shown(term, each)] or term.children:
            label = f"{child.field}: " if child.field is not None else ""
            yield label + (self.pattern(child, depth) if child.named else f'"{child.text}"')

    def _hole(self, term: Term) -> str:
        name = self.names[term.text]
        captures = self.holes.setdefault(term.text, [])
        capture = name if not captures else f"{name}-{len(captures) + 1}"
        captures.append(capture)
        if len(captures) > 1:
            self.predicates.append(f"(#eq? @{name} @{capture})")
        if term.kind == NAME:
            return f"(identifier) @{capture}"
        return f"(_) @{capture}" if term.kind == EXPRESSION else f"({term.kind.removeprefix(HOLE)}) @{capture}"

    def _leaf(self, term: Term) -> str:
        if term.text == term.kind.removesuffix("_statement") or term.kind in ("true", "false", "none"):
            return f"({term.kind})"
        capture = f"word-{len(self.predicates) + 1}"
        texts = " ".join(map(_quoted, _spellings(term)))
        self.predicates.append(
            f"(#{'any-of' if ' ' in texts and len(_spellings(term)) > 1 else 'eq'}? @{capture} {texts})"
        )
        if term.kind == "identifier" and term.field not in ("attribute", "name"):
            self.words.setdefault(term.text, capture)
        return f"({term.kind}) @{capture}"


def _is_shown(parent: Term, token: Term) -> bool:
    return token.named or token.field is not None or parent.kind == "slice" or token.text not in _SAID


def _spellings(term: Term) -> list[str]:
    """How people may write a literal: in either quotes, where that makes no other difference."""
    text = term.text
    other = text.translate({ord("'"): '"', ord('"'): "'"})
    plain = term.kind == "string" and text.count("'") + text.count('"') == 2 and "\\" not in text
    return [text, other] if plain else [text]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
