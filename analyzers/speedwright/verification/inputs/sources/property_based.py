"""Calls drawn by Hypothesis: values that nobody who wrote the other sources thought of."""

from __future__ import annotations

import importlib
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from speedwright.cache import cache_folder
from speedwright.model.recipe import Atom, Call, Case, Construct, Items, Pairs, Recipe
from speedwright.model.signature import Signature, TypeShape
from speedwright.verification.inputs.base import Drawing

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    Strategy = SearchStrategy[Recipe]


class UnknownShape(ValueError):
    """A shape that this source leaves to the others."""


class PropertyBased:
    """Arguments drawn one by one, by type alone.

    Importing Hypothesis takes a quarter of a second and each draw some milliseconds (the other sources: some
    tens of microseconds), so it comes last and draws few. It keeps no examples and writes nothing to the workspace.
    """

    name = "hypothesis"

    @staticmethod
    def expect() -> None:
        """Imports Hypothesis in the background, for there will be time while child processes work."""
        threading.Thread(target=importlib.import_module, args=("hypothesis",), daemon=True).start()

    def cases(self, drawing: Drawing, count: int) -> Iterator[Case]:
        """Single calls; none where a required parameter has a shape that only the other sources know."""
        if count == 0:
            return
        import hypothesis
        from hypothesis import configuration, strategies

        configuration.set_hypothesis_home_dir(cache_folder() / "hypothesis")
        try:
            arguments = strategies.tuples(*_parameters(drawing.signature))
        except UnknownShape:
            return
        drawn: list[tuple[Recipe, ...]] = []

        @hypothesis.seed(drawing.seed)
        @hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(arguments)
        def draw(values: tuple[Recipe, ...]) -> None:
            drawn.append(values)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            draw()
        for values in drawn:
            yield Case((Call(values),), self.name)


def _parameters(signature: Signature) -> Iterator[Strategy]:
    """Strategies for the leading positional parameters that must be given."""
    for parameter in signature.parameters:
        if parameter.has_default or parameter.kind in ("varargs", "varkeywords"):
            continue
        if parameter.kind != "positional" or parameter.shape is None or signature.is_method:
            raise UnknownShape(parameter.name)
        yield _strategy(parameter.shape)


def _strategy(shape: TypeShape) -> Strategy:
    maker = _MAKERS.get(shape.kind)
    if maker is None:
        raise UnknownShape(shape.kind)
    return maker(shape)


def _atoms(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    lowest = 0 if "non-negative" in shape.name else None
    finite = "finite" in shape.name
    odd = 0.0 if finite else float("nan")
    values: dict[str, SearchStrategy[object]] = {
        "none": st.none(),
        "bool": st.booleans(),
        "int": st.integers(min_value=lowest),
        # A range has no NaN to Hypothesis.
        "float": st.floats(min_value=lowest, allow_nan=False, allow_infinity=not finite) | st.just(odd),
        "complex": st.complex_numbers(),
        "str": st.text(),
        "bytes": st.binary(),
    }
    return values[shape.kind].map(Atom)  # type: ignore[arg-type]


def _items(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    kind = {"tuple_of": "tuple", "iterable": "list"}.get(shape.kind, shape.kind)
    return st.lists(_strategy(shape.arguments[0])).map(lambda items: Items(kind, tuple(items)))


def _tuple(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    return st.tuples(*map(_strategy, shape.arguments)).map(lambda items: Items("tuple", items))


def _pairs(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    key, value = map(_strategy, shape.arguments)
    return st.lists(st.tuples(key, value), unique_by=lambda pair: repr(pair[0])).map(lambda each: Pairs(tuple(each)))


def _union(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    return st.one_of(*map(_strategy, shape.arguments))


def _choice(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    if not shape.values:
        raise UnknownShape(shape.kind)
    return st.sampled_from(shape.values)


def _record(shape: TypeShape) -> Strategy:
    from hypothesis import strategies as st

    required = [field for field in shape.fields if field.required]
    values = st.tuples(*(_strategy(field.shape) for field in required))
    if shape.name == "builtins:dict":
        keys = [Atom(field.name) for field in required]
        return values.map(lambda each: Pairs(tuple(zip(keys, each, strict=True))))
    names = [field.name for field in required]
    return values.map(lambda each: Construct(shape.name, (), tuple(zip(names, each, strict=True))))


_MAKERS: dict[str, Callable[[TypeShape], Strategy]] = {
    **dict.fromkeys(("none", "bool", "int", "float", "complex", "str", "bytes"), _atoms),
    **dict.fromkeys(("list", "set", "frozenset", "tuple_of", "iterable"), _items),
    **dict.fromkeys(("dict", "mapping"), _pairs),
    **dict.fromkeys(("literal", "enum"), _choice),
    "tuple": _tuple,
    "union": _union,
    "record": _record,
}
