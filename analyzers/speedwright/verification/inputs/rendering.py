"""Cases as Python source that can be pasted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from speedwright.model.recipe import Atom, Call, Case, Construct, Disturb, Items, Name, Pairs, Recipe, Reference
from speedwright.verification.inputs.traversal import children, label_of, parts_of, walk

_LONGEST = 400
_NAMES = "abcdefghijkmnpqrstuvwxyz"
# What the guest does to a result between two calls, in one statement for each kind of container.
_DISTURBANCE = (
    "{0}.append({0}[0] if {0} else 0) or {0}.reverse() if isinstance({0}, list) "
    "else {0}.update(speedwright=None) if isinstance({0}, dict) "
    "else {0}.add('speedwright') if isinstance({0}, set) else None"
)
_EMPTY = {"list": "[]", "tuple": "()", "set": "set()", "frozenset": "frozenset()"}


def render(case: Case, function: str, is_method: bool, *, telling: bool = False) -> str:
    """Statements of which the last is the call that is observed; one expression for a simple case.

    Names that are not builtins are written with their module (`datetime.date(2024, 1, 2)`), which is imported first.
    Callables that are given print each of their calls when they are to be `telling`.
    """
    writer = _Writer(case, function, is_method, telling)
    lines = [line for number, step in enumerate(case.steps) for line in writer.step(step, number)]
    return "\n".join([*(f"import {module}" for module in sorted(writer.modules)), *lines])


def _can_change(recipe: Recipe) -> bool:
    return isinstance(recipe, Pairs) or (isinstance(recipe, Items) and recipe.kind in ("list", "set"))


def _in_manner(step: Call, call: str, arguments: Sequence[str]) -> Iterator[str]:
    """How the guest's `lazy` goes about the items, in statements."""
    yield f"items = {call}"
    if step.manner.startswith("take "):
        yield f"taken = [each for each, _ in zip(items, range({step.manner.split()[1]}))]"
        yield "items.close()"
        return
    yield "first = next(items)"
    match step.manner:
        case "send":
            yield "[first, *map(items.send, (1, 2, 3, 0) * 100)]"
        case "throw":
            yield "[first, items.throw(ValueError('thrown in')), *items]"
        case _:
            changed = (text for text, each in zip(arguments, step.arguments, strict=True) if _can_change(each))
            yield from (_DISTURBANCE.format(text) for text in changed)
            yield "[first, *items]"


def shortened(text: str, limit: int = _LONGEST) -> str:
    """The text for display: its middle is left out when it is longer than `limit`; it cannot be pasted then."""
    if len(text) <= limit:
        return text
    half = (limit - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


@dataclass
class _Writer:
    """Writes one case; objects that are referred to get names, in statements before the call."""

    case: Case
    function: str
    is_method: bool
    telling: bool = False
    callables: int = 0
    names: dict[int, str] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    modules: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        recipes = [each for call in self.case.calls for part in parts_of(call) for each in walk(part)]
        self._referred = Counter(each.label for each in recipes if isinstance(each, Reference))
        self._kept = {step.result for step in self.case.steps if isinstance(step, Disturb)}

    def step(self, step: Call | Disturb, number: int) -> Iterator[str]:
        if isinstance(step, Disturb):
            yield _DISTURBANCE.format(f"result{step.result}")
            return
        arguments = [self.expression(each) for each in step.arguments]
        named = [f"{name}={self.expression(value)}" for name, value in step.keywords]
        if step.manner == "change":
            arguments = [
                self._bound(each, text, spot)
                for spot, (each, text) in enumerate(zip(step.arguments, arguments, strict=True))
            ]
        yield from self.pending
        self.pending.clear()
        call = self._call(arguments, named)
        if step.manner:
            yield from _in_manner(step, call, arguments)
            return
        calls_before = sum(isinstance(each, Call) for each in self.case.steps[:number])
        yield f"result{calls_before} = {call}" if calls_before in self._kept else call

    def _bound(self, recipe: Recipe, text: str, spot: int) -> str:
        """A container that the caller will change needs a name."""
        if text.isidentifier() or not _can_change(recipe):
            return text
        self.pending.append(f"argument{spot} = {text}")
        return f"argument{spot}"

    def _call(self, arguments: Sequence[str], named: Sequence[str]) -> str:
        called = _from_outside(self.function)
        if self.is_method and arguments:
            return f"{arguments[0]}.{called.rpartition('.')[2]}({', '.join([*arguments[1:], *named])})"
        return f"{called}({', '.join([*arguments, *named])})"

    def expression(self, recipe: Recipe) -> str:
        """The source of a recipe; a referred one becomes a name, and its making a statement."""
        if isinstance(recipe, Reference):
            return self.names.get(recipe.label, f"missing{recipe.label}")
        label = label_of(recipe)
        if isinstance(recipe, Construct) and recipe.name == "guest:last":
            return self._last(recipe)
        if label is None or not self._referred[label]:
            return self._plain(recipe)
        name = self._name(len(self.names))
        self.names[label] = name
        self.pending.append(f"{name} = {self._opened(recipe, name)}")
        return name

    def _opened(self, recipe: Recipe, name: str) -> str:
        """A container that holds itself is filled after it got its name."""
        inside = [each for part in children(recipe) for each in walk(part)]
        if not any(isinstance(each, Reference) and each.label == label_of(recipe) for each in inside):
            return self._plain(recipe)
        if isinstance(recipe, Items) and recipe.kind == "list":
            self.pending.append(f"{name} = []")
            filled = ", ".join(self.expression(each) for each in recipe.items)
            return f"({name}.extend([{filled}]), {name})[1]"
        return self._plain(recipe)

    def _last(self, recipe: Construct) -> str:
        nested = _nested_lists(recipe)
        if nested is not None:
            levels, innermost = nested
            self.modules.add("functools")
            return f"functools.reduce(lambda inner, _: [inner], range({levels}), {self._plain(innermost)})"
        for each in recipe.arguments[:-1]:
            made = self.expression(each)
            if label_of(each) is None or not self._referred[label_of(each) or 0]:
                self.pending.append(made)
        return self.expression(recipe.arguments[-1])

    @staticmethod
    def _name(number: int) -> str:
        letters = len(_NAMES)
        return _NAMES[number % letters] + (str(number // letters) if number >= letters else "")

    def _plain(self, recipe: Recipe) -> str:
        match recipe:
            case Atom(value):
                return _atom(value)
            case Items(kind, items, _):
                return self._items(kind, items)
            case Pairs(pairs, _):
                return "{" + ", ".join(f"{self.expression(k)}: {self.expression(v)}" for k, v in pairs) + "}"
            case Name(name):
                return self._qualified(name)
            case Construct():
                return self._construct(recipe)
            case Reference():
                return self.expression(recipe)

    def _items(self, kind: str, items: Sequence[Recipe]) -> str:
        if not items:
            return _EMPTY[kind]
        inner = ", ".join(self.expression(each) for each in items)
        if kind == "tuple":
            return f"({inner},)" if len(items) == 1 else f"({inner})"
        return {"list": f"[{inner}]", "set": f"{{{inner}}}", "frozenset": f"frozenset({{{inner}}})"}[kind]

    def _construct(self, recipe: Construct) -> str:
        arguments = [self.expression(each) for each in recipe.arguments]
        if recipe.name == "guest:callable" and isinstance(recipe.arguments[0], Atom):
            return self._callable(str(recipe.arguments[0].value))
        if recipe.name == "guest:instance":
            return self._instance(recipe)
        named = [f"{name}={self.expression(value)}" for name, value in recipe.keywords]
        method = _unbound_method(recipe.name)
        if method and arguments:
            return f"{arguments[0]}.{method}({', '.join([*arguments[1:], *named])})"
        return f"{self._qualified(recipe.name)}({', '.join([*arguments, *named])})"

    def _callable(self, behaviour: str) -> str:
        plain = behaviour.removeprefix("async ")
        source = BEHAVIOUR_SOURCES[plain]
        self.modules.update(module for module in ("itertools",) if f"{module}." in source)
        if self.telling:
            self.callables += 1
            source = f"lambda *values, **named: print({self.callables}, values, named) or ({source})(*values)"
        if plain == behaviour:
            return source
        self.modules.add("asyncio")
        return f"lambda *values: asyncio.sleep(0, ({source})(*values))"

    def _qualified(self, name: str) -> str:
        module = name.partition(":")[0]
        if module not in ("", "builtins"):
            self.modules.add(module)
        return qualified(name)

    def _instance(self, recipe: Construct) -> str:
        """An object with its state, made without its constructor: in statements, under a name of its own."""
        kind, state = recipe.arguments
        owner = self._qualified(str(kind.value)) if isinstance(kind, Atom) else "object"
        name = f"made{sum(line.startswith('made') and ' = ' in line for line in self.pending) + len(self.names)}"
        self.pending.append(f"{name} = {owner}.__new__({owner})")
        for key, value in state.pairs if isinstance(state, Pairs) else ():
            attribute = key.value if isinstance(key, Atom) else ""
            self.pending.append(f"object.__setattr__({name}, {attribute!r}, {self.expression(value)})")
        return name


# The recording callables of the guest, as far as one expression can say them.
BEHAVIOUR_SOURCES = {
    "identity": "lambda *values: values[0] if values else None",
    "true": "lambda *values: True",
    "false": "lambda *values: False",
    "none": "lambda *values: None",
    "truth": "lambda *values: bool(values[0]) if values else False",
    "length": "lambda *values: len(str(values[0])) if values else 0",
    "text": "lambda *values: str(values[0]) if values else ''",
    "count": "lambda *values: len(values)",
    "add": "lambda *values: values[0] if len(values) < 2 else values[0] + values[1]",
    "half": "lambda *values: len(str(values[0])) / 2 if values else 0.5",
    "list": "lambda *values: list(values)",
    "dict": "lambda *values: dict(enumerate(values))",
    "tuple": "lambda *values: values",
    "fails": "lambda *values: (_ for _ in ()).throw(ValueError('failed'))",
    "fails later": "lambda *values, calls=itertools.count(): (_ for _ in ()).throw(ValueError('failed')) "
    "if next(calls) == 1 else (values[0] if values else None)",
    "compare": "lambda *values: 0 if len(values) < 2 else (values[0] > values[1]) - (values[0] < values[1])",
}


def qualified(name: str) -> str:
    """The source of an importable name: bare in the module under test and for builtins."""
    module, _, qualname = name.partition(":")
    return qualname if module in ("", "builtins") else f"{module}.{qualname}"


def _from_outside(function: str) -> str:
    """How others name a function: a private one of a class has the class before it."""
    owner, _, name = function.rpartition(".")
    inside = owner.rpartition(".")[2].lstrip("_")
    is_private = inside and name.startswith("__") and not name.endswith("__")
    return f"{owner}._{inside}{name}" if is_private else function


def _nested_lists(recipe: Construct) -> tuple[int, Recipe] | None:
    """Levels and innermost list of a chain of lists that each hold the one before; None for anything else."""
    innermost, *outer = recipe.arguments
    previous = label_of(innermost)
    for each in outer:
        if (
            not isinstance(each, Items)
            or each.kind != "list"
            or each.items != (Reference(previous if previous is not None else -1),)
        ):
            return None
        previous = each.label
    return (len(outer), innermost) if outer else None


def _unbound_method(name: str) -> str:
    """The method's name when `name` is a method of a class of the module, or of a builtin."""
    module, _, qualname = name.partition(":")
    owner, _, method = qualname.rpartition(".")
    return method if owner and module in ("", "builtins") else ""


def _atom(value: object) -> str:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"float('{value}')"
    if isinstance(value, complex):
        return f"complex({_atom(value.real)}, {_atom(value.imag)})"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 4000:
        # repr() refuses integers of more than 4300 digits.
        return hex(value)
    return repr(value)
