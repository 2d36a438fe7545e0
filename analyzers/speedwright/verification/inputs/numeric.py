"""Numbers that tell programs apart: small and equal ones, those beside constants, signs, powers, rounding."""

from __future__ import annotations

import random
from collections.abc import Callable

from speedwright.verification.inputs.constants import Constants, neighbours

# Where machine words, floats and decimal digits end.
_EDGES = (2**15, 2**16, 2**31, 2**32, 2**53, 2**63, 2**64, 10**15, 10**18, 10**30)
_REAL_EDGES = (0.0, -0.0, 0.5, -0.5, 1.5, 2.5, 0.1, 0.2, 0.3, 1e-9, 1e16, 1e300, 5e-324, 2.0**53)
# Beyond this a length is for the sizes to be measured.
_LONGEST = 600


class Numbers:
    """Numbers of one manner per call, so that the elements of a list resemble each other and repeat."""

    def __init__(self, rng: random.Random, constants: Constants, *, calm: bool = False) -> None:
        self._rng = rng
        self._calm = calm
        self._constants = constants
        self._seen: list[int] = []
        self._integer: Callable[[], int] = self._small
        self._real: Callable[[], float] = self._decimal
        self.restart()

    def restart(self) -> None:
        """Choose a new manner: for the next call."""
        self._seen.clear()
        if self._calm:
            self._integer, self._real = self._modest, self._decimal
            return
        manners = (self._tiny, self._small, self._wide, self._beside, self._multiple, self._huge)
        self._integer = self._rng.choices(manners, (22, 30, 14, 20, 9, 5))[0]
        reals = (self._decimal, self._whole, self._rounding, self._edge, self._magnitude, self._near_zero)
        self._real = self._rng.choices(reals, (32, 18, 16, 12, 12, 10))[0]

    def integer(self, *, negative: bool = True) -> int:
        """An integer; zero or more where `negative` is False."""
        rng = self._rng
        if self._calm:
            return self._modest()
        value = rng.choice(self._seen) if self._seen and rng.random() < 0.12 else self._integer()
        if rng.random() < 0.08:
            value = self._rng.choice((self._tiny, self._small, self._beside))()
        self._seen.append(value)
        return value if negative else abs(value)

    def real(self, *, negative: bool = True) -> float:
        """A finite float."""
        value = self._real() if self._calm or self._rng.random() < 0.9 else self._rng.choice(_REAL_EDGES)
        return value if negative else abs(value)

    def length(self) -> int:
        """A length of a container: mostly small, sometimes beside a constant of the code."""
        rng = self._rng
        if self._calm:
            return rng.randint(4, 8)
        if rng.random() < 0.12:
            near = [each for n in self._constants.ints for each in neighbours(n) if 0 <= each <= _LONGEST]
            # Long ones take long to draw and to compare.
            near = near if rng.random() < 0.3 else [each for each in near if each <= 80]
            if near:
                return rng.choice(near)
        low, high = rng.choices(((0, 0), (1, 1), (2, 2), (3, 5), (6, 10), (11, 40)), (6, 9, 15, 40, 21, 9))[0]
        return rng.randint(low, high)

    def _tiny(self) -> int:
        return self._rng.choice((0, 1, 1, 2, 2, 3, -1))

    def _modest(self) -> int:
        return self._rng.randint(0, 9) if self._rng.random() < 0.5 else self._rng.randint(1, 60)

    def _small(self) -> int:
        return self._rng.randint(-6, 12) if self._rng.random() < 0.5 else self._rng.randint(0, 30)

    def _wide(self) -> int:
        return self._rng.choice((1, 1, 1, -1)) * self._rng.randint(0, 10 ** self._rng.randint(2, 7))

    def _beside(self) -> int:
        known = self._constants.ints
        return self._rng.choice(neighbours(self._rng.choice(known))) if known else self._small()

    def _multiple(self) -> int:
        known = [each for each in self._constants.ints if 1 < abs(each) < 10**6]
        if not known:
            return self._wide()
        factor = self._rng.randint(0, 40) if self._rng.random() < 0.8 else self._rng.randint(0, 1000)
        return self._rng.choice(known) * factor + self._rng.choice((0, 0, 0, 1, -1))

    def _huge(self) -> int:
        rng = self._rng
        form = rng.randrange(5)
        if form == 0:
            return int(rng.choice(_EDGES)) + rng.choice((-1, 0, 1))
        if form == 1:
            return int(10 ** rng.randint(3, 24)) + rng.choice((-1, 0, 1))
        if form == 2:
            return int(2 ** rng.randint(5, 90)) + rng.choice((-1, 0, 1))
        root = rng.choice(
            (rng.randint(10, 10**4), rng.randint(10**7, 10**10), 2**53 + 1, rng.randint(10**12, 10**20))
        )
        return root * root + rng.choice((-1, 0, 1)) if form == 3 else -root

    def _decimal(self) -> float:
        return round(self._rng.uniform(-10, 100), self._rng.choice((1, 2, 2, 3)))

    def _whole(self) -> float:
        known = self._constants.ints
        return float(self._rng.choice(known)) if known and self._rng.random() < 0.3 else float(self._small())

    def _rounding(self) -> float:
        rng = self._rng
        if rng.random() < 0.5:
            return rng.randint(-20, 20) / 10
        return rng.randint(-200, 200) / 8 if rng.random() < 0.5 else rng.randint(-400, 400) / 200

    def _edge(self) -> float:
        rng = self._rng
        if self._constants.floats and rng.random() < 0.6:
            value = rng.choice(self._constants.floats)
            return rng.choice((value, -value, value * (1 + 2**-52), value - 1e-9, value + 1.0))
        return rng.choice(_REAL_EDGES)

    def _magnitude(self) -> float:
        """Values that cancel: large and opposite ones beside small ones."""
        return self._rng.choice((1e16, -1e16, 1.0, 0.1, 1e-3, 1e100, -1e100, 3.0, 1e8, 1e-8))

    def _near_zero(self) -> float:
        return self._rng.choice((1, -1)) * self._rng.choice((0.0, 0.001, 0.004, 0.005, 0.0049, 0.4, 0.5, 1e-12))
