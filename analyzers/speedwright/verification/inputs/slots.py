"""What the code does with a value, gathered place by place: the facts from which usage infers shapes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class Slot:
    """All that was seen of one value and of what it holds.

    `facts` are words such as `iterated`, `indexed`, `sized`, `mapping`, `text`, `number`, `called`; `element`,
    `key` and `value` are the slots of what it holds, `entries` those under constant keys, `parts` those it is
    unpacked into, `attributes` those of its own attributes. `is_recursive` holds for a value whose parts are
    like itself, `dimensions` is that of an array.
    """

    facts: set[str] = field(default_factory=set)
    entries: dict[str, Slot] = field(default_factory=dict)
    parts: list[Slot] = field(default_factory=list)
    attributes: dict[str, Slot] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    is_recursive: bool = False
    dimensions: int = 0
    _element: Slot | None = None
    _key: Slot | None = None
    _value: Slot | None = None

    @property
    def element(self) -> Slot:
        """What iterating or indexing it gives."""
        self._element = self._element or Slot()
        return self._element

    @property
    def key(self) -> Slot:
        """The keys of a mapping."""
        self._key = self._key or Slot()
        return self._key

    @property
    def value(self) -> Slot:
        """The values of a mapping."""
        self._value = self._value or Slot()
        return self._value

    def entry(self, name: str) -> Slot:
        """The value under a constant key."""
        return self.entries.setdefault(name, Slot())

    def attribute(self, name: str) -> Slot:
        """The value of an attribute."""
        return self.attributes.setdefault(name, Slot())

    def unpacked(self, count: int) -> list[Slot]:
        """The slots of the first `count` parts of a value that is unpacked or indexed by small constants."""
        while len(self.parts) < count:
            self.parts.append(Slot())
        return self.parts[:count]

    @classmethod
    def holding(cls, element: Slot) -> Slot:
        """Something to iterate over that gives `element`."""
        return cls({"iterated"}, _element=element)

    def see(self, *facts: str) -> None:
        """Add facts."""
        self.facts.update(facts)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was seen."""
        held = self._element or self._key or self._value
        return not (self.facts or self.entries or self.parts or self.attributes or held)
