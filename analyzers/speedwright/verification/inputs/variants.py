"""Strings that lie near a given one, in the ways in which string code goes wrong."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from speedwright.verification.inputs.constants import near_texts

Edit = Callable[[random.Random, str, str], str]


def variant(rng: random.Random, text: str, characters: str) -> str:
    """A string near `text`: equal, permuted, other case, one edit away, extended, another normal form.

    New characters come from `characters`, which must not be empty.
    """
    return rng.choice(_EDITS)(rng, text, characters) if text else rng.choice(("", " ", characters[0]))


def _spot(rng: random.Random, text: str) -> int:
    return rng.randrange(len(text))


def _same(_rng: random.Random, text: str, _characters: str) -> str:
    return text


def _permuted(rng: random.Random, text: str, _characters: str) -> str:
    return "".join(rng.sample(text, len(text)))


def _recased(rng: random.Random, text: str, _characters: str) -> str:
    return rng.choice((text.upper(), text.lower(), text.swapcase(), text.casefold(), text.title()))


def _extended(rng: random.Random, text: str, characters: str) -> str:
    return text + rng.choice(("a", "z", "zz", "é", "0", "\U0010ffff", text[-1], rng.choice(characters)))


def _without(rng: random.Random, text: str, _characters: str) -> str:
    spot = _spot(rng, text)
    return text[:spot] + text[spot + 1 :]


def _replaced(rng: random.Random, text: str, characters: str) -> str:
    spot = _spot(rng, text)
    return text[:spot] + rng.choice(characters) + text[spot + 1 :]


def _repeated(rng: random.Random, text: str, _characters: str) -> str:
    spot = _spot(rng, text)
    return text[:spot] + text[spot] * rng.randint(1, 3) + text[spot:]


def _normalised(rng: random.Random, text: str, _characters: str) -> str:
    return unicodedata.normalize(rng.choice(("NFC", "NFD", "NFKC")), text)


def _prefix(rng: random.Random, text: str, _characters: str) -> str:
    return text[: _spot(rng, text) + 1]


def _suffix(rng: random.Random, text: str, _characters: str) -> str:
    return text[_spot(rng, text) :]


def _rotated(rng: random.Random, text: str, _characters: str) -> str:
    spot = _spot(rng, text)
    return text[spot:] + text[:spot]


def _near(rng: random.Random, text: str, _characters: str) -> str:
    return rng.choice(near_texts(text))


_EDITS: tuple[Edit, ...] = (
    _same,
    _permuted,
    _recased,
    _extended,
    _without,
    _replaced,
    _repeated,
    _normalised,
    _prefix,
    _suffix,
    _rotated,
    _near,
)
