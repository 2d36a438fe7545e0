"""Words and characters that inputs are made of."""

# ruff: noqa: RUF001 - characters that look like others are the point

from __future__ import annotations

WORDS = (
    "a", "ab", "abc", "b", "ba", "aab", "abb", "Ann", "bob", "Zoe", "data", "list", "tests", "metrics",
    "assess", "the", "war", "and", "peace", "go", "rust", "python", "x", "y", "z", "key", "id", "listen",
    "silent", "level", "noon", "snake_case", "semi-detached", "iPhone", "McDonald", "O'Neil", "don't", "it's",
    "U.S.A.", "A1", "r2d2", "user@x.org", "ERROR", "main", "zz", "abz", "img2", "img10", "_x", "__init__",
)  # fmt: skip
# Everything that some, but not all, of str.split, splitlines, strip, isspace and \s take for white space.
SPACES = (" ", "  ", "\t", "\n", "\r\n", "\n\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u00a0", "\u3000")
# Letters whose case changes their length or identity, composed and decomposed ones, digits that are not 0 to 9.
ODD = (
    "ß", "Straße", "İ", "ı", "ſ", "\u212a", "ǅ", "ﬁ", "é", "e\u0301", "été", "Zürich", "Σας", "日本", "😀", "\u200b",
    "²", "½", "٣", "५", "Ⅷ", "１２", "œuvre", "ñandú", "\u0130x",
)  # fmt: skip
MARKS = ".,;:!?'\"()[]{}<>=+-*/\\|&%#@$^~`_"
# What means something else to a regular expression, a format, a template or a query string.
META = (".", "+", "*", "?", "(", ")", "[", "]", "\\", "^", "$", "|", "{", "%s", "%", "{}", "$1", "\\1", "&amp;")
BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))
# Few letters give repeats, overlaps, palindromes and permutations.
ALPHABETS = ("ab", "abc", "01", "aA", "ACGT", "xy ", "()", "()[]{}", "a-", "ab ", "abcde", "a_1", "aé")
# Strings that are equal after some folding of case or form, and not after another.
FOLDED = (
    ("Straße", "STRASSE", "strasse", "straße"),
    ("İ", "i\u0307", "i", "I", "ı"),
    ("ſ", "s", "S"),
    ("\u212a", "k", "K"),
    ("ﬁ", "fi", "FI"),
    ("ς", "σ", "Σ"),
    ("é", "e\u0301", "É", "E\u0301", "e"),
    ("\u212b", "Å", "A\u030a", "å"),
    ("²", "2", "２"),
    ("ǆ", "ǅ", "Ǆ"),
)
