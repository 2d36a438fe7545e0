"""For which versions a workspace is, told without running anything."""

from pathlib import Path

import pytest

from speedwright.skills.pythons import NEWEST, Pythons, pythons_of


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        (">=3.9", Pythons((3, 9), NEWEST)),
        (">=3.9,<3.13", Pythons((3, 9), (3, 12))),
        (">3.9, <=3.12.4", Pythons((3, 9), (3, 12))),
        ("==3.11.*", Pythons((3, 11), (3, 11))),
        ("~=3.10", Pythons((3, 10), (3, 99))),
        ("~=3.10.2", Pythons((3, 10), (3, 10))),
        ("==3.*", Pythons((3, 0), (3, 99))),
        (">=3.9,<3.12.1", Pythons((3, 9), (3, 12))),
        (">=3.9,<3.12.0", Pythons((3, 9), (3, 11))),
        (">=3.8,<4", Pythons((3, 8), (3, 99))),
        ("!=3.9", Pythons()),
    ],
)
def test_what_the_project_requires(tmp_path: Path, required: str, expected: Pythons) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "a"\nrequires-python = "{required}"\n')
    assert pythons_of(tmp_path) == expected


def test_the_environment_and_the_interpreter_come_first(tmp_path: Path) -> None:
    assert pythons_of(tmp_path) == Pythons()
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.9"\n')
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    assert pythons_of(tmp_path) == Pythons((3, 11), (3, 11))
    assert pythons_of(tmp_path, (3, 13)) == Pythons((3, 13), (3, 13))


def test_which_versions_are_among_them() -> None:
    pythons = Pythons((3, 9), (3, 12))
    assert [each for each in ("3.8", "3.9", "3.10", "3.12", "3.13", "x", "3") if pythons.have(each)] == [
        "3.9",
        "3.10",
        "3.12",
    ]
