"""A small page to break in tests, one part at a time."""

from pathlib import Path

PAGE = """---
name: call-of-slow
description: Calls slow. Use never.
metadata:
  kind: operator
  language: python
  mechanism: test
  from: O(n)
  to: O(1)
  message: "`{slow}` is slow"
  title: "Call fast"
---
# Calls of slow

## Why it is slow
Because.

## When not to use it
Never.

## Match
```query
((call function: (identifier) @name arguments: (argument_list) @arguments) @slow
  (#eq? @name "slow"))
```

## Guards
- in-loop @slow — once is fine

## Rewrite
- replace @name: `fast`

## Cases
```before
def f(xs):
    for x in xs:
        slow(x)
```
```after
def f(xs):
    for x in xs:
        fast(x)
```
```unchanged (no loop)
slow(1)
```
"""


def page_in(folder: Path, text: str = PAGE, name: str = "call-of-slow") -> Path:
    """The page as a file below `folder`."""
    path = folder / name / "SKILL.md"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path
