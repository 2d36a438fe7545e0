"""A profile over a text that was edited since: what is still true, what is stale, what is gone."""

from pathlib import Path

import pytest

from speedwright.model.profile import Cost, FunctionCost, LineCost, Profile
from speedwright.profiling.heat import FileHeat, heat_of
from speedwright.profiling.importing import load_profile
from speedwright.syntax.source_file import SourceFile

TEXT = """\
def first(items):
    found = []
    for each in items:
        found.append(each)
    return found


def second(items):
    return sorted(items)


first([])
"""
RAW = """\
<module> (shop.py:12);first (shop.py:4) 60
<module> (shop.py:12);first (shop.py:3) 10
<module> (shop.py:12);second (shop.py:9) 30
"""


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    (tmp_path / "shop.py").write_text(TEXT)
    (tmp_path / "p.raw").write_text(RAW)
    return load_profile(tmp_path / "p.raw", tmp_path)


def over(profile: Profile, text: str) -> FileHeat:
    return heat_of(profile, SourceFile.parse(text.encode(), Path("shop.py")), "shop.py")


def test_shares_are_parts_of_the_whole(profile: Profile) -> None:
    heat = over(profile, TEXT)

    assert {each.qualname: round(each.share, 6) for each in heat.functions} == {
        "first": 0.7,
        "second": 0.3,
        "<module>": 1.0,
    }
    assert heat.share(4, 4) == pytest.approx(0.6)
    assert heat.share(3, 4) == pytest.approx(0.7)
    assert heat.share(2, 2) == 0.0


def test_heat_moves_with_its_lines(profile: Profile) -> None:
    heat = over(profile, "import os\nimport sys\n\n\n" + TEXT)

    assert heat.share(8, 8) == pytest.approx(0.6)
    assert [line.line for line in heat.lines(1, 100)] == [7, 8, 13]


def test_a_changed_function_is_stale_and_keeps_only_its_whole(profile: Profile) -> None:
    heat = over(profile, TEXT.replace("found.append(each)", "found += [each]"))
    first, second = heat.function("first"), heat.function("second")

    assert first is not None and second is not None
    assert (first.stale, first.lines) == (True, ())
    assert not second.stale
    assert heat.share(4, 4) == pytest.approx(0.7)


def test_what_is_gone_has_no_heat(profile: Profile) -> None:
    heat = over(profile, TEXT.replace("def second", "def renamed"))

    assert heat.function("second") is None
    assert heat.share(9, 9) == 0.0


def test_the_native_part_is_that_of_the_running_time() -> None:
    digest = over(Profile(*_empty()), TEXT).known[1].digest
    lines = (LineCost(3, Cost(1.0, None, native=0.0)), LineCost(4, Cost(4.0, None, native=0.45, system=0.5)))
    function = FunctionCost("shop.py", "first", 1, digest, Cost(5.0, 5.0), lines)
    heat = over(Profile(*_empty()[:3], 5.0, 0, (function,)), TEXT)

    assert heat.native(4, 4) == pytest.approx(0.9)
    assert heat.native(3, 4) == pytest.approx(1.8 / 3)
    assert heat.native(9, 9) is None


def _empty() -> tuple[object, ...]:
    from speedwright.model.profile import Backend, Target

    return (Target(), Backend("x"), "", 0.0, 0, ())
