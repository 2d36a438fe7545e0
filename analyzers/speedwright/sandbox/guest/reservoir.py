"""A few calls of each shape, whatever the number of calls: which to keep is decided before one is described."""

import random

from .describing import state_of

BUCKETS = 24
PER_BUCKET = 2
# How deep, and at how many items of a container, a shape looks.
DEPTH = 3
ITEMS = 6
# So many calls are looked at before the first is passed over, and again at each following stride.
EAGER = 64


class Reservoir:
    """Places for `BUCKETS` shapes of `PER_BUCKET` calls: each call of a shape is as likely as any other to stay."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._buckets = {}
        self._others = 0

    def place(self, shape):
        """The number of the place that a call of this shape takes, in the stead of what was there; None: no place."""
        bucket = self._buckets.get(shape) or self._opened(shape)
        if bucket is None:
            return None
        bucket[1] += 1
        spot = bucket[1] - 1 if bucket[1] <= PER_BUCKET else self._random.randrange(bucket[1])
        return bucket[0] * PER_BUCKET + spot if spot < PER_BUCKET else None

    def _opened(self, shape):
        number = len(self._buckets)
        if number >= BUCKETS:
            self._others += 1
            if self._random.randrange(BUCKETS + self._others) >= BUCKETS:
                return None
            gone = self._random.choice(list(self._buckets))
            number = self._buckets.pop(gone)[0]
        self._buckets[shape] = [number, 0]
        return self._buckets[shape]


class Pace:
    """Which calls are looked at: the first ones all, then fewer and fewer, at random distances."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.looks = 0

    def next(self):
        """How many calls from now the next one to look at is."""
        self.looks += 1
        stride = 1 << (self.looks // EAGER)
        return self._random.randint(1, 2 * stride - 1)


def shape(value, depth=DEPTH):
    """What kind of value this is: types, nesting, rough lengths, signs. Text; no method of the value runs."""
    kind = type(value)
    if kind in (int, float):
        return kind.__name__ + _sign(value)
    if kind in (str, bytes):
        return "%s%d" % (kind.__name__, len(value).bit_length())
    if kind in (list, tuple, set, frozenset, dict):
        return "%s%d%s" % (kind.__name__, len(value).bit_length(), _inside(value, kind, depth))
    state = state_of(value) if depth > 0 else None
    return kind.__name__ if not state else "%s(%s)" % (
        kind.__name__, ",".join(shape(state[name], depth - 1) for name in sorted(state)[:ITEMS])
    )  # fmt: skip


def _inside(value, kind, depth):
    if depth == 0 or not value:
        return ""
    if kind is dict:
        return _some(list(value), depth) + _some(list(value.values()), depth)
    return _some(value if kind in (list, tuple) else list(value), depth)


def _some(items, depth):
    step = max(1, len(items) // ITEMS)
    return "<%s>" % ",".join(sorted({shape(items[place], depth - 1) for place in range(0, len(items), step)}))


def _sign(number):
    if number != number:
        return "?"
    return "-" if number < 0 else "0" if number == 0 else "+"
