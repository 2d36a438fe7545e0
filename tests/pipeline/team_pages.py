"""A page as a team would write it, for tests that need a workspace with pages of its own."""

from pathlib import Path

PAGE = """\
---
name: double-negation
description: Negates twice to get a truth value. Use when `not not x` stands for a truth value.
metadata:
  kind: operator
  language: python
  mechanism: builtin
  from: two operations
  to: one call
  message: "`{slow}` negates twice"
  title: Ask for the truth value
---
# Double negation

## Why it is slow

Two operations where one does.

## When not to use it

Where `bool` means something else.

## Match

```query
(not_operator argument: (not_operator argument: (_) @inner)) @slow
```

## Guards

## Rewrite

- replace @slow: `bool({inner})`

## Cases

```before
x = not not y
```

```after
x = bool(y)
```

```unchanged (negated once)
x = not y
```
"""


def add_page(root: Path, name: str = "double-negation", text: str = PAGE) -> Path:
    """Writes the page into the workspace at `root`; the path of its file."""
    path = root / ".speedwright" / "skills" / name / "SKILL.md"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path
