"""The faster side of a shape as the steps of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from speedwright.mining.applying import indent_at
from speedwright.mining.generalising import EXPRESSION, Shape, is_hole
from speedwright.mining.queries import Query
from speedwright.mining.terms import Term, walk

# Where only a single operand can stand without parentheses: the kinds of the node around, and its fields.
_OPERANDS = {
    "attribute": ("object",),
    "subscript": ("value",),
    "call": ("function",),
    "await": (None,),
    "unary_operator": ("argument",),
    "binary_operator": ("left", "right"),
    "comparison_operator": (None,),
    "boolean_operator": ("left", "right"),
    "not_operator": ("argument",),
    "conditional_expression": (None,),
}


def steps(shape: Shape, query: Query, names: Mapping[str, str], version: str) -> str:
    """The lines under Rewrite; `version` is the text that the faster side was read from."""
    lines = [f"- ensure import: `{statement}`" for statement in _new_imports(shape)]
    lines += [f"- fresh {{{names[name]}}}: `{names[name]}`" for name in sorted(shape.fresh)]
    template = "\n".join(_template(term, names, version.encode()) for term in shape.after) or "pass"
    lines.append(_step(query.statements[0], template))
    lines += [f"- delete @{capture}" for capture in query.statements[1:]]
    return "\n".join(lines)


def uses_of_holes(terms: Sequence[Term]) -> Counter[str]:
    """How often each hole stands in terms."""
    return Counter(each.text for term in terms for each in walk(term) if is_hole(each))


def _new_imports(shape: Shape) -> list[str]:
    wanted = {each.text for term in shape.after for each in walk(term) if each.kind == "identifier"}
    return sorted({imported.statement for name, imported in shape.imports.items() if name in wanted})


def _step(capture: str, template: str) -> str:
    if "\n" not in template and "`" not in template:
        return f"- replace @{capture}: `{template}`"
    indented = "\n".join(f"  {line}" if line else "" for line in template.split("\n"))
    return f"- replace @{capture}:\n  ```python\n{indented}\n  ```"


def _template(term: Term, names: Mapping[str, str], text: bytes) -> str:
    parts: list[str] = []
    at = term.start
    for hole, form in _holes(term, None):
        parts += [_escaped(text[at : hole.start]), f"{{{names[hole.text]}{form}}}"]
        at = hole.end
    parts.append(_escaped(text[at : term.end]))
    indent = indent_at(text, term.start)
    first, *rest = "".join(parts).split("\n")
    return "\n".join([first, *(line.removeprefix(indent) for line in rest)])


def _holes(term: Term, around: Term | None) -> Iterator[tuple[Term, str]]:
    if is_hole(term):
        is_operand = around is not None and term.field in _OPERANDS.get(around.kind, ())
        yield term, ":atom" if is_operand and term.kind == EXPRESSION else ""
        return
    for child in term.children:
        yield from _holes(child, term)


def _escaped(text: bytes) -> str:
    return text.decode().replace("{", "{{").replace("}", "}}")
