"""Calls of `str.format` on a literal, written as f-strings; f-strings, written with `%`."""

from __future__ import annotations

from string import Formatter

from speedwright.model.late_pattern import late_pattern
from speedwright.syntax.node import Node, child_of_kind, text_of, walk

_PLAIN = frozenset(
    {"identifier", "attribute", "subscript", "call", "argument_list", "integer", "float", "string", "string_start",
     "string_content", "string_end", "slice", "keyword_argument", "binary_operator", "unary_operator"}
)  # fmt: skip
"""What an interpolated expression may be made of: nothing that needs parentheses or has a colon of its own."""

_CODED = late_pattern(r"\\[NUux0-7]")
"""Escapes that may stand for a brace, or have braces themselves."""


def as_f_string(call: Node) -> str | None:
    """The f-string that gives what `"...".format(...)` gives; None where the call is less simple: names of fields,
    an argument used twice or never, nested fields, or an expression that no f-string could hold before Python 3.12.
    """
    template, arguments = _template(call), _arguments(call)
    if template is None or arguments is None:
        return None
    start, content, end = template
    parts, at = [], 0
    try:
        fields = list(Formatter().parse(content))
    except ValueError:
        return None
    for literal, name, spec, conversion in fields:
        parts.append(literal.replace("{", "{{").replace("}", "}}"))
        if name is None:
            continue
        if name not in ("", str(at)) or at >= len(arguments) or "{" in (spec or ""):
            return None
        parts.append(_field(arguments[at], spec, conversion))
        at += 1
    whole = f"f{start}{''.join(parts)}{end}"
    fits = at == len(arguments) > 0 and not any(_clashes(each, start) for each in arguments)
    return whole if fits else None


def as_percent_arguments(text: Node) -> str | None:
    """What `%` takes to show an f-string: the template and its arguments, separated by commas. None where a field has
    a format, or there is none, or the string says more than it shows.
    """
    if text.type != "string" or text_of(text.named_children[0]).lower() not in ('f"', "f'"):
        return None
    parts, arguments = [], []
    for child in text.named_children[1:-1]:
        if child.type == "string_content":
            parts.append(_unescaped(text_of(child)))
            continue
        shown = _percent_field(child)
        if shown is None:
            return None
        parts.append(shown[0])
        arguments.append(shown[1])
    quote = text_of(text.named_children[-1])
    return f"{quote}{''.join(parts)}{quote}, {', '.join(arguments)}" if arguments else None


def _unescaped(content: str) -> str:
    return content.replace("{{", "{").replace("}}", "}").replace("%", "%%")


def _percent_field(field: Node) -> tuple[str, str] | None:
    """The conversion and the expression of one `{...}`."""
    if field.type != "interpolation" or child_of_kind(field, "format_specifier") is not None:
        return None
    conversion = child_of_kind(field, "type_conversion")
    value = field.child_by_field_name("expression")
    shown = {"": "%s", "!s": "%s", "!r": "%r", "!a": "%a"}.get("" if conversion is None else text_of(conversion))
    says_its_name = any(each.type == "=" for each in field.children)
    if (
        value is None
        or shown is None
        or says_its_name
        or value.type in ("yield", "expression_list", "named_expression")
    ):
        return None
    return shown, text_of(value)


def _template(call: Node) -> tuple[str, str, str] | None:
    function = call.child_by_field_name("function")
    literal = None if function is None else function.child_by_field_name("object")
    if literal is None or literal.type != "string" or child_of_kind(literal, "interpolation") is not None:
        return None
    start, end = text_of(literal.named_children[0]), text_of(literal.named_children[-1])
    content = text_of(literal)[len(start) : -len(end)]
    return (start, content, end) if start in ('"', "'") and not _CODED.search(content) else None


def _arguments(call: Node) -> list[Node] | None:
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return None
    named = {"keyword_argument", "list_splat", "dictionary_splat", "comment"}
    given = arguments.named_children
    return None if any(each.type in named for each in given) else given


def _field(argument: Node, spec: str | None, conversion: str | None) -> str:
    shown = f"!{conversion}" if conversion else ""
    return f"{{{text_of(argument)}{shown}{':' + spec if spec else ''}}}"


def _clashes(argument: Node, quote: str) -> bool:
    text = text_of(argument)
    foreign = any(each.type not in _PLAIN for each in walk(argument))
    return foreign or any(each in text for each in (quote, "\\", "\n", "#"))
