"""What a user can set, once: the docs, `[tool.speedwright]` and the editors' configuration come from here."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError


class SettingsError(SpeedwrightError):
    """A settings file that cannot be read or holds a value of the wrong type."""


def _setting(default: Any, help_text: str, *, is_table: bool = False) -> Any:
    return field(default=default, metadata={"help": help_text, "is_table": is_table})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one workspace; field names with `-` for `_` are the keys in `[tool.speedwright]`."""

    python: str = _setting(
        "",
        "The interpreter that runs your code during verification. Empty: the workspace's .venv, else python3.",
    )
    budget: float = _setting(15.0, "Seconds that the verification of one candidate may take.")
    memory_limit: int = _setting(2048, "Mebibytes of memory that a run of your code may use.")
    allow_weak_isolation: bool = _setting(
        False,
        "Whether code that a model wrote may run where neither bubblewrap nor Landlock with seccomp holds it.",
    )
    symbolic: bool = _setting(
        False,
        "Whether CrossHair looks for differences, too, where the other inputs found none (5 more seconds for each "
        "candidate). It has to be installed in the interpreter that runs your code: the extra `symbolic`.",
    )
    instructions: bool = _setting(
        False,
        "Whether executed instructions are counted (by valgrind, on Linux) where timing leaves a small speedup open.",
    )
    plans: int = _setting(
        3, "How many plans of different mechanisms are tried for a function before what it has is looked at again."
    )
    beam: int = _setting(
        1,
        "How many faster versions of a function are followed at the same time in search of the fastest. 1 goes on "
        "from the first that is proven; more take as many times as long, and weigh plans that exclude each other.",
    )
    exclude: tuple[str, ...] = _setting(
        (), "Patterns (as in .gitignore) of files that are left alone, besides those git ignores."
    )
    select: tuple[str, ...] = _setting((), "Names of the only skills to use; `*` stands for any text. Empty: all.")
    ignore: tuple[str, ...] = _setting((), "Names of skills that are switched off; `*` stands for any text.")
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = _setting(
        (),
        "Skills that are switched off in some files: patterns of paths, each with names as for `ignore`. "
        "A pattern may begin at any folder: `tests/*` means all that is below a folder `tests`.",
        is_table=True,
    )
    source_roots: tuple[str, ...] = _setting(
        (),
        "Folders, relative to the workspace, from which your modules are imported. Empty: found by __init__.py.",
    )


def settings_fields() -> tuple[dataclasses.Field[Any], ...]:
    """The fields in order, which docs and editors are generated from.

    The metadata of each holds its `help`, and `is_table` for what is written as keys with lists of texts.
    """
    return dataclasses.fields(Settings)


def load_settings(root: Path) -> Settings:
    """The settings of the workspace at `root`; defaults where it has none.

    Raises SettingsError for a broken file, an unknown key or a value of the wrong type.
    """
    path = root / "pyproject.toml"
    if not path.is_file():
        return Settings()
    # Only workspaces with such a file need it, and it takes longer to import than a small file takes to check.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("speedwright", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    return settings_from(table, origin=f"{path}: [tool.speedwright]")


def settings_from(table: Mapping[str, Any], origin: str) -> Settings:
    """Settings from plain values (TOML, JSON). `origin` names the place in errors. Raises SettingsError."""
    known = {each.name.replace("_", "-"): each for each in settings_fields()}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise SettingsError(f"{origin}: unknown setting {key!r}; known are {', '.join(known)}")
        place = f"{origin}: {key}"
        is_table = known[key].metadata["is_table"]
        values[known[key].name] = _pairs(value, place) if is_table else _converted(value, known[key].default, place)
    return Settings(**values)


def merged(settings: Settings, table: Mapping[str, Any], origin: str) -> Settings:
    """The settings with those of `table` in their place, read as by `settings_from`."""
    given = settings_from(table, origin)
    names = (key.replace("-", "_") for key in table)
    return dataclasses.replace(settings, **{name: getattr(given, name) for name in names})


def _pairs(value: Any, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        raise SettingsError(f"{place}: expected keys with lists of strings")
    return tuple((str(key), _converted(item, (), f"{place}: {key}")) for key, item in value.items())


def _converted(value: Any, default: Any, place: str) -> Any:
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SettingsError(f"{place}: expected a list of strings")
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        raise SettingsError(f"{place}: expected true or false")
    if isinstance(default, (int, float)):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
            return type(default)(value)
        raise SettingsError(f"{place}: expected a number above zero")
    if isinstance(value, str):
        return value
    raise SettingsError(f"{place}: expected a string")
