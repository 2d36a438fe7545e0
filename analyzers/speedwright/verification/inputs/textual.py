"""Strings that tell programs apart, put together from the code's own constants wherever it has some."""

from __future__ import annotations

import random
from collections.abc import Callable

from speedwright.verification.inputs.constants import Constants, near_texts
from speedwright.verification.inputs.patterns import matching
from speedwright.verification.inputs.variants import variant
from speedwright.verification.inputs.vocabulary import ALPHABETS, BRACKETS, FOLDED, MARKS, META, ODD, SPACES, WORDS


class Texts:
    """Strings of one manner per call; some repeat, extend or vary an earlier one of the same call."""

    def __init__(self, rng: random.Random, constants: Constants, *, calm: bool = False) -> None:
        self._rng = rng
        self._calm = calm
        self._pure = calm
        self._constants = constants
        self._seen: list[str] = []
        self._manner: Callable[[], str] = self._word
        self._alike: tuple[str, ...] = FOLDED[0]
        self._matching = tuple(text for pattern in constants.patterns[:6] for text in matching(pattern))
        self.restart()

    def restart(self) -> None:
        """Choose a new manner: for the next call."""
        self._seen.clear()
        # Half of the calls hold strings of one manner only: one that does not match ends many a function early.
        self._pure = self._calm or self._rng.random() < 0.45
        self._alike = self._rng.choice(FOLDED)
        manners: list[tuple[Callable[[], str], int]] = [
            (self._word, 14),
            (self._phrase, 10),
            (self._tokens, 26),
            (self._constant, 12),
            (self._small_alphabet, 13),
            (self._number, 9),
            (self._lines, 6),
            (self._odd, 8),
            (self._run, 4),
            (self._mirrored, 4),
            (self._bracketed, 3),
            (self._embedded_number, 4),
            (self._folded, 6),
        ]
        choices = self._constants.choices
        if self._constants.strings:
            manners.append((self._exact, 45 if len(choices) > 1 else 9))
        if len(self._own_marks()) > 1:
            manners.append((self._own_alphabet, 30 if len(choices) > 1 and max(map(len, choices)) == 1 else 10))
        if self._calm:
            manners = [(self._word, 20), (self._phrase, 20), (self._small_alphabet, 20), *manners[13:]]
        if self._constants.formats:
            manners.append((self._date, 60))
        if self._matching:
            manners.append((self._matched, 70))
        self._manner = self._rng.choices([each for each, _ in manners], [weight for _, weight in manners])[0]

    def text(self) -> str:
        """A string."""
        rng = self._rng
        draw = rng.random()
        if self._pure:
            value = rng.choice(self._seen) if self._seen and draw < 0.12 else self._manner()
        elif self._seen and draw < 0.22:
            value = self.variant(rng.choice(self._seen))
        elif draw < 0.27:
            value = rng.choice(("", "", " ", "a"))
        elif draw < 0.33:
            value = rng.choice((self._constant, self._tokens, self._odd))()
        else:
            value = self._manner()
        self._seen.append(value)
        return value

    def key(self) -> str:
        """A string that is likely a key or an identifier: one of the code's keys, or a short word."""
        rng = self._rng
        if self._constants.keys and rng.random() < 0.6:
            return rng.choice(self._constants.keys)
        if self._seen and rng.random() < 0.3:
            return rng.choice(self._seen)
        return rng.choice(("a", "b", "c", "d", "e", *WORDS)) if rng.random() < 0.7 else self.text()

    def variant(self, text: str) -> str:
        """A string near another one, as `variants.variant` has it."""
        own = self._constants.characters
        characters = own if own and self._rng.random() < 0.5 else "abzAZ09 _-.,'é\t" + MARKS
        return variant(self._rng, text, characters)

    def digits(self, length: int) -> str:
        """Decimal digits."""
        return "".join(self._rng.choice("0123456789") for _ in range(length))

    def _separators(self) -> tuple[str, ...]:
        return self._constants.separators or (" ", ",", "-")

    def _word(self) -> str:
        return self._rng.choice(WORDS)

    def _phrase(self) -> str:
        rng = self._rng
        join = rng.choice((" ", " ", "_", "-", "  ", ", ", ". "))
        return join.join(rng.choice(WORDS) for _ in range(rng.randint(1, 6)))

    def _constant(self) -> str:
        rng = self._rng
        if not self._constants.strings:
            return self._phrase()
        text = rng.choice(self._constants.strings)
        if len(text) > 2 and rng.random() < 0.3:
            start = rng.randrange(len(text))
            return text[start : start + rng.randint(1, len(text))]
        return rng.choice(near_texts(text))

    def _exact(self) -> str:
        known = self._constants
        return self._rng.choice(known.choices or known.keys or known.strings)

    def _own_marks(self) -> list[str]:
        return [each for each in self._constants.strings if len(each) == 1]

    def _own_alphabet(self) -> str:
        """Nothing but the single characters that the code names."""
        marks = self._own_marks()
        few = self._rng.sample(marks, min(len(marks), self._rng.choice((2, 2, 3, 5))))
        return "".join(self._rng.choice(few) for _ in range(self._length()))

    def _tokens(self) -> str:
        """Constants, their characters, words and digits in a row, with the code's own separators between."""
        rng = self._rng
        pool = [*self._constants.strings[:40], *self._constants.characters[:40], *self._separators()]
        own = [text for text in pool if text and len(text) <= 12] or list(META)
        few = [rng.choice(own) for _ in range(rng.randint(1, 3))] + list(self._separators()[:4])
        join = rng.choice(("", "", "", " ", rng.choice(self._separators())))
        return join.join(self._token(rng.choice((own, few, few))) for _ in range(rng.randint(1, 8)))

    def _token(self, own: list[str]) -> str:
        rng = self._rng
        draw = rng.random()
        if draw < 0.5:
            text = rng.choice(own)
            return text * rng.choice((1, 1, 1, 2, 3))
        if draw < 0.75:
            return rng.choice(WORDS)
        if draw < 0.85:
            return self.digits(rng.randint(1, 4))
        return rng.choice((" ", "=", "+", "%20", *META, *ODD, *SPACES, ""))

    def _small_alphabet(self) -> str:
        rng = self._rng
        alphabet = rng.choice((*ALPHABETS, "".join(rng.choices(self._constants.characters or "abc", k=3))))
        return "".join(rng.choice(alphabet) for _ in range(self._length()))

    def _number(self) -> str:
        rng = self._rng
        length = rng.choice((1, 1, 2, 2, 3, 4, 5, 8, 9, 10, 15, 16, 19, 20))
        plain = self.digits(length)
        form = rng.randrange(14)
        odd = rng.choice(("\u00b2", "\u0663", "\uff11", "\u00bd"))
        signed = ("+" + plain, "-" + plain, f" {plain} ", plain + ".5", f"{plain}e3", f"0{plain}", f"0x{plain}")
        grouped = (f"{plain[:1]}_{plain}", f"{plain},{plain[:3]}", f"{plain}\n", odd + plain)
        return (*signed, *grouped)[form] if form < 11 else plain

    def _lines(self) -> str:
        rng = self._rng
        ends = rng.choice((("\n",), ("\r\n",), ("\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028", "\x85"), SPACES))
        lines = (
            rng.choice(("", " ", self._token(list(self._separators())), self._word()))
            for _ in range(rng.randint(1, 6))
        )
        return "".join(line + rng.choice(ends) for line in lines)

    def _odd(self) -> str:
        rng = self._rng
        parts = [rng.choice((rng.choice(ODD), self._word(), rng.choice(SPACES))) for _ in range(rng.randint(0, 2))]
        return "".join([*parts, rng.choice(ODD)])

    def _folded(self) -> str:
        return self._rng.choice(self._alike) + self._rng.choice(("", "", "", "a"))

    def _run(self) -> str:
        rng = self._rng
        return rng.choice("abz0 -é") * rng.randint(1, 45) + rng.choice(("", "b", "c", "bb", "a"))

    def _mirrored(self) -> str:
        half = self._rng.choice((self._small_alphabet, self._odd, self._word))()
        return half + self._rng.choice(("", " ", "x", "é")) + half[::-1]

    def _bracketed(self) -> str:
        rng = self._rng
        text = ""
        for _ in range(rng.randint(1, 6)):
            left, right = rng.choice(BRACKETS)
            text = rng.choice((text + left + right, left + text + right, text + left, right + text, text + "a"))
        return text

    def _embedded_number(self) -> str:
        rng = self._rng
        return rng.choice(("a", "img", "", "v")) + self.digits(rng.randint(1, 14)) + rng.choice(("", "", ".png", "b"))

    def _matched(self) -> str:
        text = self._rng.choice(self._matching)
        return text if self._pure or self._rng.random() < 0.6 else self.variant(text) + self._rng.choice(("", text))

    def _date(self) -> str:
        """A date in a format of the code: right, impossible, without padding, or slightly off."""
        rng = self._rng
        text = rng.choice(self._constants.formats)
        padded = self._calm or rng.random() < 0.7
        for code, low, high in _DATE_FIELDS:
            number = (
                rng.randint(low, min(high, max(28, low)))
                if self._calm
                else rng.choice((rng.randint(low, high), low, high, high - 1))
            )
            text = text.replace(code, str(number).zfill(len(str(high))) if padded else str(number))
        for code, words in _DATE_WORDS:
            text = text.replace(code, rng.choice(words))
        draw = 1.0 if self._calm else rng.random()
        return self.variant(text) if draw < 0.12 else f" {text}\n" if draw < 0.18 else text

    def _length(self) -> int:
        return self._rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 11, 16, 25))


_DATE_FIELDS = (
    ("%Y", 1890, 2104), ("%m", 1, 12), ("%d", 1, 31), ("%H", 0, 23), ("%M", 0, 59), ("%S", 0, 61),
    ("%y", 0, 99), ("%j", 1, 366), ("%f", 0, 999999), ("%I", 1, 12),
)  # fmt: skip
_DATE_WORDS = (
    ("%b", ("Jan", "feb", "DEC", "Foo")),
    ("%B", ("January", "may", "Dezember")),
    ("%a", ("Mon", "sun")),
    ("%A", ("Monday", "sunday")),
    ("%p", ("AM", "pm")),
    ("%z", ("+0000", "Z", "+01:30")),
    ("%%", ("%",)),
)
