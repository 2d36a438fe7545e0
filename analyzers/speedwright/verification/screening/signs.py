"""The signs in one module: each thing that a computation has no use for, where it stands and why it is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from speedwright.syntax.node import Node, child_of_kind, text_of, walk
from speedwright.syntax.python.scope import variable_at
from speedwright.syntax.source_file import SourceFile
from speedwright.verification.screening.reach import (
    ATTRIBUTES,
    HERE,
    INSIDES,
    NAMED_ATTRIBUTES,
    NAMES,
    is_watched,
    reason_for,
)
from speedwright.verification.screening.state import kept_state

Imports = dict[str, set[str]]
_DEFINITIONS = ("function_definition", "class_definition")
_QUOTED = re.compile(r"__[a-z_]+?__")
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
_PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"ascii", b"us-ascii")


@dataclass(frozen=True, slots=True)
class Sign:
    """One finding of the screening. Two are alike when they say the same of the same function."""

    where: str
    what: str
    why: str
    line: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.what} in line {self.line} ({self.why})"


def signs(source: SourceFile) -> Iterator[Sign]:
    """All signs of a module, in no particular order."""
    yield from _odd_text(source.content)
    imported = _imports(source.tree.root_node)
    own = {_name_of(top) for top in source.tree.root_node.named_children}
    for top in source.tree.root_node.named_children:
        where = _name_of(top)
        if top.has_error:
            yield Sign(where, "syntax", "cannot be read", top.start_point[0] + 1)
        for node in walk(top):
            for what, why in _of_node(source, node, imported, own):
                yield Sign(where, what, why, node.start_point[0] + 1)
    for state in kept_state(source):
        yield Sign(_name_of(state.top), state.what, state.why, state.node.start_point[0] + 1)


def _name_of(top: Node) -> str:
    """The function or class that a top-level statement defines; empty for others."""
    definition = top if top.type in _DEFINITIONS else child_of_kind(top, "function_definition")
    definition = definition or child_of_kind(top, "class_definition")
    name = None if definition is None else definition.child_by_field_name("name")
    return "" if name is None else text_of(name)


def _odd_text(content: bytes) -> Iterator[Sign]:
    """What makes Python read another text than the one that is screened."""
    head = b"\n".join(content.split(b"\n", 2)[:2])
    cookie = _COOKIE.search(head)
    if cookie is not None and cookie[1].lower().replace(b"_", b"-") not in _PLAIN_ENCODINGS:
        yield Sign("", f"encoding {cookie[1].decode('ascii', 'replace')}", "hides what it says", 1)
    for match in re.finditer(rb"\r(?!\n)|\x00|\x0c", content):
        yield Sign("", "a control character", "hides what it says", content.count(b"\n", 0, match.start()) + 1)


def _imports(root: Node) -> Imports:
    """All that a name may stand for by some import of the file, wherever that is: the dotted paths by name."""
    found: Imports = {}
    for node in walk(root):
        if node.type not in ("import_statement", "import_from_statement"):
            continue
        home = node.child_by_field_name("module_name")
        for child in node.children_by_field_name("name"):
            alias, name = child.child_by_field_name("alias"), text_of(child.child_by_field_name("name") or child)
            where = "" if home is None else HERE if home.type == "relative_import" else text_of(home)
            path = f"{where}.{name}" if where else name
            if alias is None and home is None:
                path = name = name.partition(".")[0]
            found.setdefault(name if alias is None else text_of(alias), set()).add(path)
    return found


def _insides(node: Node, known: set[str]) -> Iterator[tuple[str, str]]:
    """`vars(x)`, `x.__dict__` and `x.__class__ = ...`, where x is no ordinary object or is made another one."""
    if node.type == "call":
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        inner = None if arguments is None else next(iter(arguments.named_children), None)
        found = function is not None and text_of(function) == "vars"
    else:
        inner, attribute = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        name = "" if attribute is None else text_of(attribute)
        found = name == INSIDES
        if name == "__class__" and node.parent is not None and node.parent.child_by_field_name("left") == node:
            yield "a change of __class__", "looks at or changes the running program"
    if found and (inner is None or inner.type != "identifier" or text_of(inner) in known):
        yield f"{text_of(node)[:40]}", "looks at or changes the running program"


def _of_node(source: SourceFile, node: Node, imported: Imports, own: set[str]) -> Iterator[tuple[str, str]]:
    kind = node.type
    if kind == "import_statement":
        yield from _plain_import(node)
    elif kind == "import_from_statement":
        yield from _import_from(node)
    elif kind == "identifier":
        yield from _identifier(source, node, imported)
    elif kind == "attribute":
        yield from _dotted(node, imported)
        yield from _insides(node, imported.keys() | own)
    elif kind == "string":
        yield from ((quoted, ATTRIBUTES[quoted]) for quoted in _QUOTED.findall(text_of(node)) if quoted in ATTRIBUTES)
    elif kind == "call":
        yield from _computed_name(node)
        yield from _insides(node, imported.keys() | own)
    elif kind == "except_clause" and _catches_all(node):
        yield "except of everything", "outlives what ends it"


def _plain_import(node: Node) -> Iterator[tuple[str, str]]:
    for child in node.named_children:
        named = child.child_by_field_name("name") if child.type == "aliased_import" else child
        module = text_of(named or child)
        reason = None if is_watched(module) else reason_for(module)
        if reason is not None:
            yield f"import of {module}", reason


def _import_from(node: Node) -> Iterator[tuple[str, str]]:
    home = node.child_by_field_name("module_name")
    module = "" if home is None else text_of(home)
    module = HERE if module.startswith(".") else module
    names = [text_of(child.child_by_field_name("name") or child) for child in node.children_by_field_name("name")]
    if child_of_kind(node, "wildcard_import") is not None:
        names.append("*")
    for name in names:
        reason = reason_for(f"{module}.{name}")
        if reason is not None:
            yield f"import of {module}.{name}", reason


def _identifier(source: SourceFile, node: Node, imported: Imports) -> Iterator[tuple[str, str]]:
    # Python reads names in this form: another spelling is the same name.
    name = unicodedata.normalize("NFKC", text_of(node))
    parent = node.parent
    if name in ATTRIBUTES:
        yield name, ATTRIBUTES[name]
    if parent is None or parent.type in ("attribute", "dotted_name", "aliased_import"):
        return
    if parent.type == "keyword_argument" and parent.child_by_field_name("name") == node:
        return
    if name in NAMES and not variable_at(source, node).is_local:
        yield name, NAMES[name]
    for path in imported.get(name, ()):
        if is_watched(path) or reason_for(path):
            yield f"use of {path}", reason_for(path) or "hands on what reaches outside"


def _dotted(node: Node, imported: Imports) -> Iterator[tuple[str, str]]:
    """The whole of a dotted name that begins at an import."""
    if node.parent is not None and node.parent.type == "attribute":
        return
    root, parts = node, list[str]()
    while root.type == "attribute":
        attribute, receiver = root.child_by_field_name("attribute"), root.child_by_field_name("object")
        if attribute is None or receiver is None:
            return
        parts.insert(0, unicodedata.normalize("NFKC", text_of(attribute)))
        root = receiver
    for home in imported.get(unicodedata.normalize("NFKC", text_of(root)), ()):
        path = ".".join([home, *parts])
        reason = reason_for(path)
        if reason is not None:
            yield f"use of {path}", reason


def _computed_name(node: Node) -> Iterator[tuple[str, str]]:
    """An attribute whose name is not written out."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None:
        return
    name = text_of(function).rpartition(".")[2]
    place = 0 if name in ("attrgetter", "methodcaller") else 1
    if name not in NAMED_ATTRIBUTES or len(arguments.named_children) <= place:
        return
    written = arguments.named_children[place]
    if written.type != "string" or child_of_kind(written, "interpolation") is not None:
        yield f"{name} with a computed name", "reaches what cannot be read here"


def _catches_all(node: Node) -> bool:
    caught = [child for child in node.named_children if child.type not in ("block", "comment")]
    return not caught or "BaseException" in text_of(caught[0])
