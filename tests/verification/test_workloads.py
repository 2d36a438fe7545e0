"""Which calls are timed: those of the examples, and larger ones where these are too quick and too few."""

from pathlib import Path

from speedwright.model.recipe import Atom, Call
from speedwright.model.signature import Parameter, Signature, TypeShape
from speedwright.model.work import Cancellation
from speedwright.model.workload import EXAMPLES, LADDER, Workload
from speedwright.sandbox.guest_handle import Sandboxed
from speedwright.sandbox.interpreter import find_interpreter
from speedwright.sandbox.isolation import best_isolation
from speedwright.sandbox.target import locate
from speedwright.verification.coverage import Instrumented
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.literals import recipe_of
from speedwright.verification.inputs.sources.stressing import Stressing
from speedwright.verification.stressing import Stress
from speedwright.verification.versions import pairs
from speedwright.verification.workloads import find_workload

COUNT = TypeShape("int", name="exact non-negative")


def workload(
    tmp_path: Path, source: str, shape: TypeShape, examples: tuple[Call, ...], tried: tuple[Call, ...] = ()
) -> Workload:
    path = tmp_path / "subject.py"
    path.write_text(source)
    interpreter = find_interpreter(tmp_path, "")
    version = Sandboxed(locate(path, tmp_path), source.encode(), "f", interpreter, best_isolation(), 1024)
    drawing = Drawing(Signature((Parameter("n", "positional", shape),)), source.encode(), "f", examples)
    patience = Cancellation(120)
    instrumented = Instrumented(version, version, 1, patience)
    with pairs(version, version, patience) as (pair, _), instrumented:
        stress = Stress(instrumented, Stressing(drawing))
        found = find_workload([drawing], examples, tried, pair, 1.0, patience, stress).workload
    assert found is not None
    return found


def test_quick_calls_of_few_kinds_are_joined_by_sizes_that_the_original_takes_long_for(tmp_path: Path) -> None:
    source = "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n"
    found = workload(tmp_path, source, COUNT, tuple(Call((Atom(n),)) for n in (2, 3, 4)))
    assert [each.n for each in found.sizes][:2] == [2, 4]
    assert 10 <= found.sizes[-1].n <= 30
    assert found.origin == LADDER


def test_toy_examples_do_not_keep_from_sizes_at_which_the_code_is_slow(tmp_path: Path) -> None:
    """At the first size whose calls filled a batch, nine items, a quadratic version was as good as any."""
    source = "def f(n):\n    return sum(one in n[:place] for place, one in enumerate(n))\n"
    examples = tuple(Call((recipe_of(list(range(n))),)) for n in (0, 1, 2))
    found = workload(tmp_path, source, TypeShape("list", (COUNT,)), examples)
    assert [each.n for each in found.sizes][:2] == [0, 2]
    assert found.sizes[-1].n >= 100
    assert found.sizes[-1].call_s > 1e-4


def test_calls_that_take_their_time_are_timed_as_they_are(tmp_path: Path) -> None:
    source = "def f(n):\n    return sorted(each * 7 % 1009 for _ in range(20) for each in n)\n"
    example = Call((recipe_of(list(range(500))),))
    found = workload(tmp_path, source, TypeShape("list", (COUNT,)), (example,))
    assert [each.n for each in found.sizes] == [500]
    assert found.origin == EXAMPLES


def test_where_nothing_can_grow_the_calls_that_were_answered_are_timed(tmp_path: Path) -> None:
    source = """def f(n):
    for word in ("up", "down"):
        if n.startswith(word) and n[len(word):].isdigit() and len(n) < 6:
            return int(n[len(word):])
    raise ValueError(n)
"""
    words = tuple(Call((Atom(f"{word}{number}"),)) for word in ("up", "down", "so") for number in range(10))
    found = workload(tmp_path, source, TypeShape("str"), (), words)
    assert found.origin == LADDER
    assert found.sizes[-1].n <= 5
