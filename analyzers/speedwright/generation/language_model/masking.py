"""Literals that look like secrets, out of what is sent and back into what comes: a model never sees them."""

from __future__ import annotations

import io
import itertools
import math
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

PLACEHOLDER = "SPEEDWRIGHT_MASKED_{}_"
SHORTEST_NAMED = 4
"""Characters of a literal that its name makes a secret (`password = "..."`)."""
SHORTEST_RANDOM, LEAST_BITS = 20, 3.5
"""Characters of a literal that looks drawn by chance, and the bits of information in each: English text of one word
after the other has spaces, and identifiers hardly mix letters and digits."""

_NAMED = re.compile(
    r"(?:key|secret|token|passw|pwd|passphrase|credential|auth|dsn|cookie|salt)\w*['\"]?\]?\s*"
    r"(?::\s*[\w.\[\] |]+)?\s*(?:=|:|==|!=|,|\()\s*[rbuf]{0,2}$",
    re.IGNORECASE,
)
# What issuers of keys begin theirs with, keys in their armour, and addresses with a password in them.
_ISSUED = re.compile(
    r"sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|"
    r"A(?:KIA|SIA)[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|hf_\w{20,}|pypi-[\w-]{20,}|"
    r"npm_\w{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)|"
    r"(?<=://)[^\s/@'\"]+:[^\s/@'\"]+(?=@)",
    re.DOTALL,
)
_RANDOM = re.compile(rf"[A-Za-z0-9+/=_.-]{{{SHORTEST_RANDOM},}}")
_QUOTED = re.compile(r"(?s)\A([a-zA-Z]{0,2})('''|\"\"\"|'|\")(.*)\2\Z")


class Masking:
    """The secrets of one function, each under one placeholder."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    @property
    def count(self) -> int:
        """How many were found."""
        return len(self._secrets)

    def code(self, text: str) -> str:
        """Python with its secrets masked; text that is no whole Python loses what is known and what was issued."""
        for secret in sorted(_secrets_in(text), key=len, reverse=True):
            self._secrets.setdefault(secret, PLACEHOLDER.format(len(self._secrets) + 1))
        return self.text(text)

    def text(self, text: str) -> str:
        """Any text without known secrets, and without keys that show what they are."""
        for found in _ISSUED.findall(text):
            self._secrets.setdefault(found, PLACEHOLDER.format(len(self._secrets) + 1))
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, self._secrets[secret])
        return text

    def restored(self, text: str) -> str:
        """What came back, with the secrets in their places."""
        for secret, placeholder in self._secrets.items():
            text = text.replace(placeholder, secret)
        return text


def _secrets_in(text: str) -> Iterator[str]:
    """The insides of literals that look like secrets."""
    for before, inside in _literals(text):
        named = len(inside) >= SHORTEST_NAMED and _NAMED.search(before) is not None
        if inside.strip() and (named or _looks_random(inside)):
            yield inside


def _literals(text: str) -> Iterator[tuple[str, str]]:
    """Each string literal: what stands before it in its line, and what is between its quotes."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            name = tokenize.tok_name[token.type]
            if name == "STRING" and (quoted := _QUOTED.match(token.string)) is not None:
                yield token.line[: token.start[1]], quoted[3]
            elif name.endswith("STRING_MIDDLE"):
                yield re.sub(r"[rbuf]{0,2}['\"]+\Z", "", token.line[: token.start[1]]), token.string
    except (tokenize.TokenError, SyntaxError):
        return


def _looks_random(text: str) -> bool:
    if _RANDOM.fullmatch(text) is None:
        return False
    kinds = sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    is_hex = re.fullmatch(r"[0-9a-fA-F]{32,}", text) is not None
    # An alphabet is written out in its order.
    is_alphabet = sum(ord(after) - ord(before) == 1 for before, after in itertools.pairwise(text)) > len(text) / 2
    return not is_alphabet and (is_hex or kinds == 3) and _bits(text) >= (3.0 if is_hex else LEAST_BITS)


def _bits(text: str) -> float:
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())
