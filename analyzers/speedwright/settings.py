"""What a user can set, once: the docs, `[tool.speedwright]` and the editors' configuration come from here."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.model.late_pattern import late_pattern

_VARIABLE = late_pattern(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# As which people write down a key.
_KEYS = frozenset({"model-key", "model-api-key", "api-key", "key", "model-token", "model-secret", "openai-api-key"})


class SettingsError(SpeedwrightError):
    """A settings file that cannot be read or holds a value of the wrong type."""


def _setting(default: Any, help_text: str, *, is_table: bool = False, least: float | None = None) -> Any:
    """`least` is the smallest number allowed; without it, numbers lie above zero."""
    return field(default=default, metadata={"help": help_text, "is_table": is_table, "least": least})


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
    heat: bool = _setting(
        True,
        "Whether editors show the heat of the last profile: at lines and functions, and in how findings are told.",
    )
    verify_on_save: bool = _setting(
        False,
        "Whether editors have functions verified when their file is saved: only such as are seen to be free of side "
        "effects (they and what they reach use nothing but the computing part of the standard library), and only in "
        "workspaces that are trusted.",
    )
    workspace_diagnostics: bool = _setting(
        True,
        "Whether editors that ask for it are told the findings of files that are not open, too.",
    )
    quiet_findings: bool = _setting(
        False,
        "Whether findings are told, as hints, that otherwise are not: those which the function around them would "
        "hardly notice, and those about few rounds, little data, or code that seldom runs. `improve` tries all.",
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
    model_base_url: str = _setting(
        "",
        "The endpoint that `improve --model` asks: the base URL of any server that speaks the protocol of OpenAI's "
        "chat completions, a local one as well (`http://127.0.0.1:8080/v1`). Empty: no model is asked.",
    )
    model_name: str = _setting("", "The name of the model at that endpoint.")
    model_key_variable: str = _setting(
        "SPEEDWRIGHT_MODEL_KEY",
        "The environment variable that holds the endpoint's key. The key itself never stands in a file. Where the "
        "variable is not set, none is sent: local servers need none.",
    )
    model_candidates: int = _setting(8, "How many versions of a function the model is asked for.")
    model_rounds: int = _setting(
        1,
        "How often a version that failed goes back to the model, with the input on which it differed or was slow.",
        least=0,
    )
    model_concurrency: int = _setting(4, "How many requests may be under way at the same time.")
    model_tokens: int = _setting(
        200_000, "Tokens, sent and received, that one run may use; what would need more is not sent."
    )
    model_answer_tokens: int = _setting(4096, "Tokens that one answer may have.")
    model_timeout: float = _setting(60.0, "Seconds without a sign of life after which a request is given up.")
    model_input_price: float = _setting(
        0.0,
        "What a million tokens cost that are sent, in whatever currency; for the estimate before and the sum after.",
        least=0,
    )
    model_output_price: float = _setting(0.0, "What a million tokens cost that are received.", least=0)
    model_cache: bool = _setting(
        True, "Whether answers are kept in your cache folder, so that an equal request is not sent twice."
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
    return settings_from(*settings_table(root))


def settings_table(root: Path) -> tuple[Mapping[str, Any], str]:
    """`[tool.speedwright]` of a workspace as it is written, and what the place is called in errors.

    Raises SettingsError for a broken file.
    """
    path = root / "pyproject.toml"
    origin = f"{path}: [tool.speedwright]"
    if not path.is_file():
        return {}, origin
    # Only workspaces with such a file need it, and it takes longer to import than a small file takes to check.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("speedwright", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    if not isinstance(table, Mapping):
        raise SettingsError(f"{origin}: expected a table")
    return table, origin


def settings_from(table: Mapping[str, Any], origin: str) -> Settings:
    """Settings from plain values (TOML, JSON). `origin` names the place in errors. Raises SettingsError."""
    _refuse_secrets(table, origin)
    known = {each.name.replace("_", "-"): each for each in settings_fields()}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise SettingsError(f"{origin}: unknown setting {key!r}; {_advice(str(key), known)}")
        values[known[key].name] = _value(value, known[key], f"{origin}: {key}")
    return Settings(**values)


def _advice(key: str, known: Iterable[str]) -> str:
    import difflib  # takes a few milliseconds, and names are hardly ever misspelt

    near = difflib.get_close_matches(key.replace("_", "-"), known, n=2, cutoff=0.7)
    return f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(known)}"


def _refuse_secrets(table: Mapping[str, Any], origin: str) -> None:
    """Raises SettingsError for a key in a file, never repeating it."""
    instead = "name the environment variable that holds it in model-key-variable"
    for key in table:
        if str(key).replace("_", "-").lower() in _KEYS:
            raise SettingsError(f"{origin}: {key}: a key does not belong into a file; {instead}")
    variable = table.get("model-key-variable")
    if isinstance(variable, str) and not _VARIABLE.fullmatch(variable):
        raise SettingsError(f"{origin}: model-key-variable: that is no name of an environment variable; {instead}")
    if "@" in str(table.get("model-base-url", "")).partition("://")[2].partition("/")[0]:
        raise SettingsError(f"{origin}: model-base-url: it holds a name or a password; {instead}")


def merged(settings: Settings, table: Mapping[str, Any], origin: str) -> Settings:
    """The settings with those of `table` in their place, read as by `settings_from`."""
    given = settings_from(table, origin)
    names = (key.replace("-", "_") for key in table)
    return dataclasses.replace(settings, **{name: getattr(given, name) for name in names})


def sound(table: Mapping[str, Any], origin: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What of a table holds, and a sentence for each setting in it that does not: for those who go on without."""
    kept: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        try:
            settings_from({key: value}, origin)
        except SettingsError as error:
            problems.append(str(error))
        else:
            kept[key] = value
    return kept, tuple(problems)


def _pairs(value: Any, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        raise SettingsError(f"{place}: expected keys with lists of strings")
    return tuple((str(key), _converted(item, (), f"{place}: {key}")) for key, item in value.items())


def _value(value: Any, setting: dataclasses.Field[Any], place: str) -> Any:
    if setting.metadata["is_table"]:
        return _pairs(value, place)
    least = setting.metadata["least"]
    return (
        _converted(value, setting.default, place) if least is None else _number(value, setting.default, least, place)
    )


def _number(value: Any, default: Any, least: float, place: str) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= least:
        return type(default)(value)
    raise SettingsError(f"{place}: expected a number of at least {least:g}")


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
