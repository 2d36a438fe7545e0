"""Pages as a model writes them about `workspace.MODULE`: a right one, and every way to be wrong."""

from __future__ import annotations

RIGHT = """\
---
name: equal-sums-by-slices
description: Adds every number to all later ones to count the pairs with a sum. Use for a loop over a slice in a loop.
metadata:
  kind: operator
  language: python
  mechanism: data-structure
  from: O(n^2)
  to: O(n)
  message: "This loop adds every number of `{numbers}` to all later ones"
  title: "Count what was seen so far"
---
# Pairs counted by adding all of them

## Why it is slow

Every number is added to all later ones, though only one value will do: the sum less the number.

## When not to use it

- The numbers are floats, which round.

## Match

```query
((for_statement
  left: (pattern_list . (identifier) @place . (identifier) @first .)
  right: (call function: (identifier) @counter arguments: (argument_list . (identifier) @numbers .))
  body: (block . (for_statement
    left: (identifier) @second
    right: (subscript
      value: (identifier) @rest
      subscript: (slice . (binary_operator left: (identifier) @from operator: "+" right: (integer) @one)))
    body: (block . (if_statement
      condition: (comparison_operator
        . (binary_operator left: (identifier) @a operator: "+" right: (identifier) @b)
        . "==" . (identifier) @target)
      consequence: (block . (expression_statement
        (augmented_assignment left: (identifier) @found operator: "+=" right: (integer) @step)) .)
      !alternative) .)
    !alternative) .)
  !alternative) @slow
  (#eq? @counter "enumerate")
  (#eq? @one "1")
  (#eq? @step "1")
  (#eq? @from @place)
  (#eq? @rest @numbers)
  (#eq? @a @first)
  (#eq? @b @second))
```

## Guards

- builtin @counter
- certainly items-have-type @numbers "int"
- certainly has-type @target "int"
- unread-after @first @slow — the names are bound no longer
- unread-after @second @slow
- unread-after @place @slow

## Rewrite

- fresh {seen}: `seen`
- replace @slow:
  ```
  {seen} = {{}}
  for {first} in {numbers}:
      {found} += {seen}.get({target} - {first}, 0)
      {seen}[{first}] = {seen}.get({first}, 0) + 1
  ```

## Cases

```before
def pairs(numbers: list[int], target: int) -> int:
    found = 0
    for place, first in enumerate(numbers):
        for second in numbers[place + 1 :]:
            if first + second == target:
                found += 1
    return found
```

```after
def pairs(numbers: list[int], target: int) -> int:
    found = 0
    seen = {}
    for first in numbers:
        found += seen.get(target - first, 0)
        seen[first] = seen.get(first, 0) + 1
    return found
```

```before
def both(prices: list[int], budget: int) -> int:
    count = 10
    for i, one in enumerate(prices):
        for other in prices[i + 1 :]:
            if one + other == budget:
                count += 1
    return count
```

```after
def both(prices: list[int], budget: int) -> int:
    count = 10
    seen = {}
    for one in prices:
        count += seen.get(budget - one, 0)
        seen[one] = seen.get(one, 0) + 1
    return count
```

```unchanged (sums of floats round)
def pairs(numbers: list[float], target: float) -> int:
    found = 0
    for place, first in enumerate(numbers):
        for second in numbers[place + 1 :]:
            if first + second == target:
                found += 1
    return found
```

```unchanged (the last pair is asked for)
def pairs(numbers: list[int], target: int) -> int:
    found = 0
    for place, first in enumerate(numbers):
        for second in numbers[place + 1 :]:
            if first + second == target:
                found += 1
    return found + second
```
"""
NAME = "equal-sums-by-slices"

# Counts a number that is half of the sum with itself.
WRONG_REWRITE = RIGHT.replace(
    """      {found} += {seen}.get({target} - {first}, 0)
      {seen}[{first}] = {seen}.get({first}, 0) + 1
""",
    """      {seen}[{first}] = {seen}.get({first}, 0) + 1
      {found} += {seen}.get({target} - {first}, 0)
""",
)
for _found, _target, _first in (("found", "target", "first"), ("count", "budget", "one")):
    _lines = [
        f"        {_found} += seen.get({_target} - {_first}, 0)\n",
        f"        seen[{_first}] = seen.get({_first}, 0) + 1\n",
    ]
    WRONG_REWRITE = WRONG_REWRITE.replace("".join(_lines), "".join(reversed(_lines)))

_HEAD, _, _REST = RIGHT.partition("## Match")
TOO_GENERAL = f"""{_HEAD}## Match

```query
(augmented_assignment left: (identifier) @numbers operator: "+=" right: (integer) @step) @slow
```

## Guards

## Rewrite

- replace @slow: `{{numbers}} = {{numbers}} + {{step}}`

## Cases

```before
def count(words: list[str]) -> int:
    found = 0
    for word in words:
        found += 1
    return found
```

```after
def count(words: list[str]) -> int:
    found = 0
    for word in words:
        found = found + 1
    return found
```

```before
def odd(numbers: list[int]) -> int:
    found = 0
    for number in numbers:
        if number % 2:
            found += 1
    return found
```

```after
def odd(numbers: list[int]) -> int:
    found = 0
    for number in numbers:
        if number % 2:
            found = found + 1
    return found
```

```unchanged (a float)
def add(total: float) -> float:
    total += 0.5
    return total
```

```unchanged (another name)
def add(total: int, more: int) -> int:
    total += more
    return total
```
"""
MALFORMED = RIGHT.replace("metadata:\n", "metadata: {kind: [operator\n")
BROKEN_QUERY = RIGHT.replace("((for_statement\n", "((for_sentence\n", 1)
WRONG_CASE = RIGHT.replace("    count = 10\n    seen = {}\n", "    count = 11\n    seen = {}\n")
FEW_CASES = RIGHT.partition("```unchanged (the last pair")[0]
ELSEWHERE = RIGHT.replace("name: equal-sums-by-slices", "name: ../../../elsewhere")
TAKEN = RIGHT.replace(NAME, "list-membership-in-loop")
WITH_IMAGE = RIGHT.replace("Every number is added", "![x](https://example.org/?seen) Every number is added")
SPYING = RIGHT.replace(
    "def both(prices: list[int], budget: int) -> int:\n",
    "import os\n\n\ndef both(prices: list[int], budget: int) -> int:\n    print(dict(os.environ))\n",
)
# Takes a power of the length of a block, if anything runs it.
ENDLESS_QUERY = RIGHT.replace("```query\n", "```query\n(module (_)* @slow (_)* @x (_)* @y)\n", 1)
BOASTFUL = RIGHT.replace(
    "  kind: operator\n", "  kind: operator\n  severity: warning\n  support: 999\n  trusted: true\n"
)
