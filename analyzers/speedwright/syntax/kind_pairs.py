"""Which kinds of nodes stand in which, in a small file."""

from __future__ import annotations

from functools import lru_cache

from speedwright.syntax.source_file import SourceFile

ANYWHERE = ""
"""In place of the kind around a node: whatever that is."""

MOST_NODES = 2000
"""To look at a node takes half a microsecond, to compile a pattern that the file cannot match some milliseconds."""


def kind_pair(around: str, kind: str) -> str:
    """The name of the fact that nodes of a kind are children of nodes of another."""
    return f"{around} {kind}"


@lru_cache(maxsize=4)
def kind_pairs(source: SourceFile) -> frozenset[str] | None:
    """All pairs in the tree, each also with `ANYWHERE`; None for a file with more than `MOST_NODES` nodes."""
    root = source.root
    if root.descendant_count > MOST_NODES:
        return None
    kinds = {(ANYWHERE, root.type)}
    pending = [root]
    while pending:
        node = pending.pop()
        around, children = node.type, node.children
        kinds.update((around, child.type) for child in children)
        pending += children
    anywhere = {(ANYWHERE, kind) for _, kind in kinds}
    return frozenset(kind_pair(*pair) for pair in kinds | anywhere)
