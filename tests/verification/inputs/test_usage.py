"""Shapes inferred from what the code does."""

import ast

import pytest

from speedwright.model.recipe import Call
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.verification.domain import shape_text
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.generalising import shape_of
from speedwright.verification.inputs.literals import recipe_of
from speedwright.verification.inputs.usage import MOST, alternatives


def best(source: str, *hints: TypeShape | None, examples: tuple[Call, ...] = ()) -> list[str]:
    """The best shape of each parameter, as text."""
    return [text(each.shape) for each in ranked(source, *hints, examples=examples)[0]]


def ranked(
    source: str, *hints: TypeShape | None, examples: tuple[Call, ...] = ()
) -> tuple[tuple[Parameter, ...], ...]:
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    names = [each.arg for each in function.args.args]
    shapes = list(hints) or [None] * len(names)
    parameters = tuple(Parameter(name, "positional", shape) for name, shape in zip(names, shapes, strict=True))
    return alternatives(Drawing(Signature(parameters), source.encode(), function.name, examples))


def text(shape: TypeShape | None) -> str:
    assert shape is not None
    inside = [text(each) for each in shape.arguments] + [f"{each.name}:{text(each.shape)}" for each in shape.fields]
    name = shape.name if shape.kind == "record" and shape.name.startswith(":") else ""
    return shape.kind + name + (f"[{', '.join(inside)}]" if inside else "")


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("return p.split(',')", "str"),
        ("return sum(p) / len(p)", "list[int]"),
        ("return p * 2 - 1", "int"),
        ("return [row['name'].upper() for row in p]", "list[record[name:str]]"),
        ("return {k: v + 1 for k, v in p.items()}", "dict[str, int]"),
        ("return [a.strip() for a, b in p if b > 3]", "list[tuple[str, int]]"),
        ("return p(1)", "callable"),
        ("return [cell * 2 for row in p for cell in row]", "list[list[int]]"),
        ("p.append(1)\n    return len(p)", "list[int]"),
        ("return p.get('age', 0) > 18", "record[age:int]"),
        ("return sorted(p, key=lambda each: each[1] * 2)[0][0].lower()", "list[tuple[str, int]]"),
    ],
)
def test_the_best_guess(body: str, shape: str) -> None:
    assert best(f"def f(p):\n    {body}\n") == [shape]


def test_a_class_with_the_attributes_that_are_read() -> None:
    source = (
        "def f(order):\n    return order.total * 2\n\n"
        "class Order:\n    def __init__(self, total: int):\n        self.total = total\n"
    )
    assert best(source) == ["record:Order[total:int]"]


def test_what_a_called_function_does_with_it() -> None:
    source = "def f(p):\n    return [g(each) for each in p]\n\ndef g(word):\n    return word.lower()\n"
    assert best(source) == ["list[str]"]


def test_a_recursive_value_ends() -> None:
    (shape,) = best("def f(node):\n    for kid in node['kids']:\n        f(kid)\n    return node['v']\n")
    assert shape.count("record") > 1
    assert shape.endswith("unsupported]]]]") or "unsupported" in shape


def test_examples_outrank_usage_and_narrow_the_sign() -> None:
    example = Call((recipe_of([3, 4]),))
    (parameter,) = ranked("def f(p):\n    return p[0]\n", examples=(example,))[0]
    assert parameter.shape == TypeShape("list", (TypeShape("int", name="exact non-negative"),))


def test_examples_do_not_narrow_the_sign_where_the_code_provides_for_it() -> None:
    example = Call((recipe_of(3),))
    for body in ("return abs(p) % 10", "return 0 if p <= 0 else p", "return math.fabs(p)"):
        (parameter,) = ranked(f"def f(p):\n    {body}\n", examples=(example,))[0]
        assert parameter.shape == TypeShape("int", name="exact"), body


def test_floats_that_were_seen_may_be_nan() -> None:
    (parameter,) = ranked("def f(p):\n    return p * 2\n", examples=(Call((recipe_of(-1.5),)),))[0]
    assert parameter.shape == TypeShape("float", name="exact")


def test_examples_leave_no_other_type_unless_the_code_tells_types_apart() -> None:
    example = Call((recipe_of(["a"]),))
    (only,) = ranked("def f(p):\n    return [each for each in p]\n", examples=(example,))
    assert text(only[0].shape) == "list[str]"
    tested = ranked("def f(p):\n    return p if isinstance(p, list) else [p]\n", examples=(example,))
    assert "any" in {text(each[0].shape) for each in tested}


def test_a_hint_outranks_an_example_and_usage_fills_what_it_leaves_open() -> None:
    assert best("def f(p):\n    return p['x']\n", TypeShape("int"), examples=(Call((recipe_of("a"),)),)) == ["int"]
    rows = TypeShape("list", (TypeShape("dict", (TypeShape("any"), TypeShape("any"))),))
    assert best("def f(p):\n    return [row['x'] + 1 for row in p]\n", rows) == ["list[record[x:int]]"]


def test_alternatives_are_few_and_differ() -> None:
    found = ranked("def f(a, b, c):\n    return a == b == c\n")
    assert 1 < len(found) <= MOST
    assert len(set(found)) == len(found)


def test_a_module_that_cannot_be_read_still_has_parameters() -> None:
    drawing = Drawing(Signature((Parameter("p", "positional", None),)), b"def f(:", "f")
    assert all(each.shape is not None for option in alternatives(drawing) for each in option)


def test_records_are_recognised_among_examples() -> None:
    shape = shape_of([recipe_of({"id": 1, "name": "a"}), recipe_of({"id": 2, "name": "b"}), recipe_of({"id": 3})])
    assert [(each.name, each.required) for each in shape.fields] == [("id", True), ("name", False)]


def signed(source: str, hint: TypeShape, *calls: str) -> str:
    """The shape of the hinted parameter `p`, as a verdict tells it, where the calls are of real use."""
    signature = Signature((Parameter("p", "positional", hint),))
    real = tuple(Call((recipe_of(ast.literal_eval(each)),)) for each in calls)
    ((parameter,), *_) = alternatives(Drawing(signature, source.encode(), "f", real, real))
    assert parameter.shape is not None
    return shape_text(parameter.shape)


PLAIN = "def f(p):\n    return p\n"
INTS = TypeShape("list", (TypeShape("int"),))


@pytest.mark.parametrize(
    ("hint", "calls", "shape"),
    [
        (TypeShape("int"), ("0", "9", "8"), "int >= 0"),
        (TypeShape("int"), ("-1", "9", "8"), "int"),
        (TypeShape("int"), ("9", "9", "8"), "int"),
        (TypeShape("float"), ("1", "2.5", "4"), "float >= 0"),
        (INTS, ("[]", "[1]", "[2]"), "list[int >= 0]"),
        (INTS, ("[]", "[1]", "[-2]"), "list[int]"),
        (INTS, ("[]", "[[]]", "[[], []]"), "list[int]"),
        (TypeShape("union", (TypeShape("int"), TypeShape("str"))), ("'a'", "4", "5"), "int >= 0 | str"),
        (TypeShape("str"), ("'a'", "'b'", "'c'"), "str"),
    ],
)
def test_real_calls_show_the_signs_that_no_hint_can_say(hint: TypeShape, calls: tuple[str, ...], shape: str) -> None:
    assert signed(PLAIN, hint, *calls) == shape


def test_real_calls_say_nothing_of_signs_where_the_code_provides_for_others() -> None:
    assert signed("def f(p):\n    return abs(p)\n", TypeShape("int"), "1", "2", "3") == "int"
