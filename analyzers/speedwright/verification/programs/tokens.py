"""Changes to texts of which no layout is known: of the kind that keeps what may be a count."""

from __future__ import annotations

import random

from speedwright.verification.programs.formats import Lines, is_integer, split


def changed(text: bytes, rng: random.Random) -> bytes | None:
    """The text with a few words changed, as many words on as many lines as before; None for what is not text."""
    lines = split(text)
    if not lines or not any(lines):
        return None
    for _ in range(rng.choice((1, 1, 2, 3))):
        row = rng.choice([row for row, line in enumerate(lines) if line])
        line = lines[row]
        position = rng.randrange(len(line))
        words = list(line)
        if rng.random() < 0.4:
            rng.shuffle(words)
            if any(_may_count(word, lines) for word in words):
                continue
        elif not _may_count(words[position], lines):
            words[position] = _other(words[position], rng)
        lines = (*lines[:row], tuple(words), *lines[row + 1 :])
    return "".join(" ".join(line) + "\n" for line in lines).encode()


def _may_count(word: str, lines: Lines) -> bool:
    """Whether a number could say how many words, lines or letters there are."""
    if not is_integer(word):
        return False
    number = int(word)
    return number in {0, len(lines), len(lines) - 1} or any(
        number in (*range(len(line) - 1, len(line) + 3), *map(len, line)) for line in lines
    )


def _other(word: str, rng: random.Random) -> str:
    if is_integer(word):
        number = int(word)
        least = 1 if number > 0 else 0 if number == 0 else None
        drawn = rng.choice((number + 1, number - 1, number * 2, number // 2, rng.randint(0, 100), 10**9))
        return str(drawn if least is None else max(least, drawn))
    letters = list(word)
    rng.shuffle(letters)
    return "".join(letters)
