"""What an input source is given and what it must offer."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from speedwright.model.recipe import Call, Case
from speedwright.model.signature import Signature


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is known when inputs are drawn for one entry point.

    `function` is its qualified name, `examples` are calls that were recorded already, `real` those of them that
    somebody vouches for: brought by the user, or recorded in use. The candidate's source adds its
    constants: a length from which it does something else shows only there. A parameter of
    `signature` whose shape is None is drawn as `any`; put one of `usage.alternatives` there to do better.
    """

    signature: Signature
    module_source: bytes
    function: str
    examples: tuple[Call, ...] = ()
    real: tuple[Call, ...] = ()
    seed: int = 0
    candidate_source: bytes = b""

    def random(self, purpose: str) -> random.Random:
        """A stream of choices of its own for each purpose: equal drawings give equal cases."""
        return random.Random(f"{self.seed}:{purpose}")


class InputSource(Protocol):
    """One way to come by inputs. `cases` may yield fewer than `count`, and repeats."""

    name: str

    def cases(self, drawing: Drawing, count: int) -> Iterable[Case]:
        """About `count` cases, the most telling first, always the same for the same drawing."""
        ...
