"""Whatever is drawn is data: it survives JSON, repeats for a seed, prints as Python and keeps to its shape."""

import ast
import itertools

import pytest

from speedwright.model.recipe import Atom, Call, Case, Construct, Items, call_from_json, step_to_json
from speedwright.model.signature import Field, Parameter, Signature, TypeShape
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.conforming import conforms, labelled
from speedwright.verification.inputs.literals import plain_value, recipe_of
from speedwright.verification.inputs.registry import cases
from speedwright.verification.inputs.rendering import render
from speedwright.verification.inputs.sources.coverage_guided import CoverageGuided
from speedwright.verification.inputs.sources.sequences import Sequences
from speedwright.verification.inputs.traversal import dangling, parts_of

ANY, INT, TEXT = TypeShape("any"), TypeShape("int"), TypeShape("str")
SHAPES = {
    "ints": TypeShape("list", (INT,)),
    "words": TypeShape("list", (TEXT,)),
    "floats": TypeShape("list", (TypeShape("float"),)),
    "amounts": TypeShape("list", (TypeShape("float", name="exact non-negative"),)),
    "pairs": TypeShape("list", (TypeShape("tuple", (INT, TEXT)),)),
    "matrix": TypeShape("list", (TypeShape("list", (TypeShape("float", name="finite"),)),)),
    "graph": TypeShape("dict", (TEXT, TypeShape("list", (TEXT,)))),
    "counts": TypeShape("counter", (TEXT,)),
    "queue": TypeShape("deque", (INT,)),
    "lookup": TypeShape("defaultdict", (TEXT, TypeShape("list", (INT,)))),
    "unique": TypeShape("set", (TypeShape("tuple_of", (INT,)),)),
    "stream": TypeShape("iterator", (INT,)),
    "many": TypeShape("iterable", (TEXT,)),
    "maybe": TypeShape("union", (INT, TypeShape("none"))),
    "record": TypeShape(
        "record", name="builtins:dict", fields=(Field("id", INT), Field("note", TEXT, required=False))
    ),
    "point": TypeShape("record", name=":Point", fields=(Field("x", INT), Field("y", INT, required=False))),
    "day": TypeShape("construct", name="datetime:date"),
    "path": TypeShape("construct", name="pathlib._local:Path"),
    "array": TypeShape("array", name="numpy:ndarray"),
    "frame": TypeShape("frame", name="pandas:DataFrame"),
    "callback": TypeShape("callable"),
    "bytes": TypeShape("bytes"),
    "complex": TypeShape("complex"),
    "anything": ANY,
}
SOURCE = b'''
SEPARATOR = "--"

def f(first, second):
    """Doc."""
    if first["id"] == "cpu" or second > 1024:
        return SEPARATOR.join(first)
'''


def drawing(*shapes: TypeShape, source: bytes = SOURCE, seed: int = 0) -> Drawing:
    parameters = tuple(Parameter(f"p{number}", "positional", shape) for number, shape in enumerate(shapes))
    return Drawing(Signature(parameters), source, "f", seed=seed)


def drawn(*shapes: TypeShape, count: int = 60, seed: int = 0) -> list[Case]:
    return list(cases(drawing(*shapes, seed=seed), count))


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_gives_cases_that_are_data_and_python(name: str) -> None:
    found = drawn(SHAPES[name], SHAPES["ints"])
    assert len(found) == 60
    for case in found:
        assert not dangling(case.calls), case
        for call in case.calls:
            assert Case((call_from_json(step_to_json(call)),), "").key == Case((call,), "").key
        compile(render(case, "f", is_method=False), "<case>", "exec")


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"callback", "frame", "array", "day", "path", "lookup"}))
def test_single_calls_keep_to_their_shapes(name: str) -> None:
    shapes = (SHAPES[name], SHAPES[name])
    singles = [case.calls[0] for case in drawn(*shapes, count=150) if case.source == "generated"]
    assert len(singles) > 40
    for call in singles:
        known = labelled(parts_of(call))
        for part, shape in zip(call.arguments, shapes, strict=True):
            assert conforms(part, shape, known), (part, shape)


def test_equal_seeds_draw_equal_cases_and_others_do_not() -> None:
    shape = SHAPES["graph"]
    assert drawn(shape, TEXT, seed=3) == drawn(shape, TEXT, seed=3)
    assert {case.key for case in drawn(shape, TEXT, seed=3)} != {case.key for case in drawn(shape, TEXT, seed=4)}


def test_no_case_comes_twice_and_each_names_its_source() -> None:
    found = drawn(SHAPES["ints"], INT, count=200)
    assert len({case.key for case in found}) == len(found) == 200
    assert {"boundary", "generated", "sequence"} <= {case.source for case in found}


def test_a_shape_that_cannot_be_built_gives_no_cases() -> None:
    assert drawn(TypeShape("unsupported", name="socket")) == []


def test_without_a_hint_for_float_there_is_no_nan_and_with_one_there_is() -> None:
    finite = drawn(TypeShape("list", (TypeShape("float", name="finite"),)), count=300)
    hinted = drawn(SHAPES["floats"], count=300)
    assert not any("nan" in render(case, "f", is_method=False) for case in finite)
    assert any("nan" in render(case, "f", is_method=False) for case in hinted)


def test_constants_of_the_code_and_their_neighbours_are_drawn() -> None:
    shown = "\n".join(render(case, "f", is_method=False) for case in drawn(TEXT, INT, count=200))
    assert all(text in shown for text in ("1023", "1024", "1025", "cpu", "--"))


def test_boundaries_come_first() -> None:
    first = list(itertools.islice(drawn(SHAPES["ints"]), 40))
    shown = {ast.unparse(ast.parse(render(case, "f", is_method=False))) for case in first}
    assert {"f([])", "f([0])"} <= shown


def test_related_arguments_occur() -> None:
    found = [case.calls[0] for case in drawn(SHAPES["graph"], TEXT, count=200) if case.source == "generated"]
    inside = [
        call for call in found if call.arguments[1] in [key for key, _ in getattr(call.arguments[0], "pairs", ())]
    ]
    assert len(inside) > len(found) // 10


def test_a_method_is_called_on_an_instance_with_a_past_and_again() -> None:
    source = b"""
class Cart:
    def __init__(self):
        self.lines = []

    def add(self, sku: str, price: int):
        self.lines.append((sku, price))

    def total(self):
        return sum(price for _, price in self.lines)
"""
    shape = TypeShape("record", name=":Cart")
    signature = Signature((Parameter("self", "positional", shape),), is_method=True)
    found = list(cases(Drawing(signature, source, "Cart.total"), 60))
    shown = [render(case, "Cart.total", is_method=True) for case in found]
    assert any(text.count(".total()") > 1 and ".add(" in text for text in shown)
    assert "Cart().total()" in shown


def test_lengths_from_which_the_candidate_does_something_else_are_drawn() -> None:
    """All equal, rising and falling: what a branch of its own tells apart."""
    signature = Signature((Parameter("p", "positional", SHAPES["ints"]),))
    candidate = b"def f(p):\n    return sorted(p) if len(p) > 250 else p\n"
    drawing = Drawing(signature, b"def f(p):\n    return p\n", "f", candidate_source=candidate)
    drawn = [plain_value(call.arguments[0]) for case in cases(drawing, 300) for call in case.calls[:1]]
    long = [each for each in drawn if isinstance(each, list) and len(each) in (250, 251)]
    assert any(len(set(each)) == 1 for each in long)
    assert any(each == sorted(each) and len(set(each)) > 2 for each in long)
    assert any(each == sorted(each, reverse=True) and len(set(each)) > 2 for each in long)


def test_integers_that_no_float_holds_are_drawn_where_code_makes_floats() -> None:
    signature = Signature((Parameter("p", "positional", INT),))
    source = b"def f(p):\n    return round(p ** (1 / 3)) ** 3 == p\n"
    drawn = [call.arguments for case in cases(Drawing(signature, source, "f"), 200) for call in case.calls]
    assert {(Atom(2**1024),), (Atom(2**53 + 1),)} <= set(drawn)


def test_inputs_near_others_keep_to_the_sign_of_the_examples() -> None:
    shape = TypeShape("list", (TypeShape("int", name="exact non-negative"),))
    near = CoverageGuided(
        Drawing(Signature((Parameter("p", "positional", shape),)), b"def f(p):\n    return 7\n", "f")
    )
    given = Case((Call((recipe_of([3, 0, 12]),)),), "generated")
    found = [plain_value(case.calls[0].arguments[0]) for case in near.near([given], 200, [Atom(-5), Atom(5)])]
    assert len(found) > 50
    assert all(number >= 0 for each in found for number in each)


@pytest.mark.parametrize("name", ["pairs", "graph", "matrix", "record", "point"])
def test_inputs_near_others_keep_to_the_shapes_that_these_have(name: str) -> None:
    shapes = [SHAPES["graph"], SHAPES[name], SHAPES["words"]]
    parameters = [Parameter(f"p{spot}", "positional", shape) for spot, shape in enumerate(shapes)]
    drawing = Drawing(Signature(tuple(parameters)), b"def f(p0, p1, p2):\n    return 7, 'a'\n", "f")
    single = [case for case in cases(drawing, 200) if len(case.steps) == 1]
    given = [
        case
        for case in single
        for known in [labelled(case.calls[0].arguments)]
        if all(map(lambda each, shape: conforms(each, shape, known), case.calls[0].arguments, shapes))
    ]
    found = CoverageGuided(drawing).near(given, 600)
    assert len(found) > 200
    # What a record must have may be gone: that is what examples show of dicts, and no type.
    kept = [spot for spot in range(3) if shapes[spot].kind != "record"]
    for case in found:
        arguments = case.calls[0].arguments
        known = labelled(arguments)
        assert all(conforms(arguments[spot], shapes[spot], known) for spot in kept), render(case, "f", False)


def test_no_object_of_a_class_is_a_plain_value() -> None:
    point = Construct(":Point", (), (("x", Atom(1)),))
    assert not any(conforms(point, shape) for shape in (INT, TEXT, TypeShape("bool"), SHAPES["ints"]))
    assert not conforms(Items("list", (point,)), SHAPES["ints"])
    assert conforms(Construct("builtins:float", (Atom("nan"),)), TypeShape("float"))


def test_calls_in_a_row_keep_to_the_shapes() -> None:
    mode = TypeShape("literal", values=(Atom("r"), Atom("w")))
    where = drawing(TypeShape("list", (INT,)), mode)

    found = [step for case in Sequences().cases(where, 60) for step in case.steps if isinstance(step, Call)]

    assert {each.arguments[1] for each in found if len(each.arguments) > 1} <= {Atom("r"), Atom("w")}
    assert len({each.arguments[0] for each in found}) > 20
