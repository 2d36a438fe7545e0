"""Strings that a regular expression matches.

Sampled from CPython's own parse of the pattern, in well under a millisecond. Hypothesis' `from_regex` takes
seconds in a fresh process to build its character tables, and keeps them in a folder of the workspace.
"""

from __future__ import annotations

import random
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

if sys.version_info >= (3, 11):
    from re import _constants as codes
    from re import _parser as parser
else:
    import sre_constants as codes
    import sre_parse as parser

_MOST_REPEATS = 3
_ENDED = 6
_CATEGORIES: Mapping[Any, str] = {
    codes.CATEGORY_DIGIT: "0123456789\u0663",
    codes.CATEGORY_NOT_DIGIT: "ab _-.",
    codes.CATEGORY_SPACE: " \t\n\x0b\u00a0",
    codes.CATEGORY_NOT_SPACE: "abZ0_-.é",
    codes.CATEGORY_WORD: "abcXYZ019_é",
    codes.CATEGORY_NOT_WORD: " .-,!\n",
}
_ANY = "abcxyz019 _-.,:;=/é"


@lru_cache(maxsize=64)
def matching(pattern: str, count: int = 24) -> tuple[str, ...]:
    """Different strings in which the pattern is found; few or none where look-around makes that hard.

    Where it says where a text has to end, some of them with a line end, too: `$` is found before that, `\\Z` is not.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree, compiled = parser.parse(pattern), re.compile(pattern)
        sampler = _Sampler(random.Random(pattern))
        drawn = ("".join(sampler.sequence(tree)) for _ in range(count))
        found = dict.fromkeys(text for text in drawn if compiled.search(text))
        return (*found, *(f"{text}\n" for text in list(found)[:_ENDED] if _minds_its_end(tree)))
    except (re.error, RecursionError, OverflowError):
        return ()


def _minds_its_end(tree: Any) -> bool:
    # The text of a parsed pattern names all of its parts, nested ones too.
    return str(codes.AT_END) in repr(tree)


class _Sampler:
    """Walks a parsed pattern and makes one choice at each branch, repeat and character class."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._groups: dict[int, str] = {}

    def sequence(self, tree: Any) -> Sequence[str]:
        return [self._item(code, argument) for code, argument in tree]

    def _item(self, code: Any, argument: Any) -> str:
        maker = _MAKERS.get(code)
        # What has no text of its own: anchors, look-around.
        return maker(self, argument) if maker else ""

    def _literal(self, argument: int) -> str:
        return chr(argument)

    def _not_literal(self, argument: int) -> str:
        return self._rng.choice([each for each in _ANY if ord(each) != argument])

    def _any(self, _argument: None) -> str:
        return self._rng.choice(_ANY)

    def _in(self, argument: Any) -> str:
        negated = argument[0][0] is codes.NEGATE
        members = [each for part in argument for each in _members(*part)]
        if negated:
            members = [each for each in _ANY if each not in members]
        return self._rng.choice(members or [" "])

    def _branch(self, argument: Any) -> str:
        return "".join(self.sequence(self._rng.choice(argument[1])))

    def _group(self, argument: Any) -> str:
        text = "".join(self.sequence(argument[-1]))
        if argument[0] is not None:
            self._groups[argument[0]] = text
        return text

    def _atomic(self, argument: Any) -> str:
        return "".join(self.sequence(argument))

    def _repeat(self, argument: Any) -> str:
        low, high, tree = argument
        times = self._rng.randint(int(low), max(int(low), min(int(high), int(low) + _MOST_REPEATS)))
        return "".join(each for _ in range(times) for each in self.sequence(tree))

    def _reference(self, argument: int) -> str:
        return self._groups.get(argument, "")


def _members(code: Any, argument: Any) -> Sequence[str]:
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.RANGE:
        low, high = argument
        # The ends, and some of what lies between.
        return [chr(each) for each in dict.fromkeys((low, high, *range(low, high, max(1, (high - low) // 12))))]
    return _CATEGORIES.get(argument, "") if code is codes.CATEGORY else ""


_MAKERS: dict[Any, Callable[[_Sampler, Any], str]] = {
    codes.LITERAL: _Sampler._literal,
    codes.NOT_LITERAL: _Sampler._not_literal,
    codes.ANY: _Sampler._any,
    codes.IN: _Sampler._in,
    codes.BRANCH: _Sampler._branch,
    codes.SUBPATTERN: _Sampler._group,
    codes.MAX_REPEAT: _Sampler._repeat,
    codes.MIN_REPEAT: _Sampler._repeat,
    codes.GROUPREF: _Sampler._reference,
}
if sys.version_info >= (3, 11):
    _MAKERS[codes.POSSESSIVE_REPEAT] = _Sampler._repeat
    _MAKERS[codes.ATOMIC_GROUP] = _Sampler._atomic
