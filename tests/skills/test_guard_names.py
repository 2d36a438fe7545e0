"""Guards are found by name, in the module that the table of names says."""

from importlib import import_module
from pathlib import Path

from speedwright.skills import guards
from speedwright.skills.guards.base import Guard
from speedwright.skills.guards.registry import NAMES, guard_named, guard_names

FOLDER = Path(guards.__file__).parent


def declared(module: str) -> list[str]:
    name = f"speedwright.skills.guards.{module}"
    found = [each for each in vars(import_module(name)).values() if isinstance(each, Guard)]
    return [each.name for each in found if each.function.__module__ == name]


def test_the_table_has_every_guard_where_it_is() -> None:
    modules = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in ("__init__", "base", "registry"))
    assert {module: sorted(NAMES.get(module, "").split()) for module in modules} == {
        module: sorted(declared(module)) for module in modules
    }
    assert sorted(NAMES) == modules


def test_no_two_guards_share_a_name() -> None:
    names = [name for group in NAMES.values() for name in group.split()]
    assert sorted(names) == list(guard_names())


def test_a_guard_is_found_by_its_name() -> None:
    assert [guard.name for guard in map(guard_named, guard_names()) if guard is not None] == list(guard_names())
    assert guard_named("no-such-guard") is None
