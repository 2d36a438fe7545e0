"""Which files of a workspace are left alone: what git ignores, what the user excludes, what nobody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from speedwright.settings import Settings

# Environments, dependencies and build results: code of others, or copies. Hidden folders come on top.
SKIPPED_FOLDERS = frozenset(
    {"node_modules", "site-packages", "venv", "env", "build", "dist", "__pycache__"}
    | {"vendor", "_vendor", "vendored", "third_party", "thirdparty"}
)


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """What is left alone in one folder and below. `specs` holds each .gitignore with its folder, outermost first."""

    root: Path
    excluded: GitIgnoreSpec
    specs: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    def entered(self, folder: Path) -> IgnoreRules:
        """The rules inside `folder`, which is the root or the child of a folder that was entered before."""
        spec = _read_spec(folder / ".gitignore")
        return self if spec is None else IgnoreRules(self.root, self.excluded, (*self.specs, (folder, spec)))

    def ignores(self, path: Path, is_folder: bool) -> bool:
        """Whether this entry of a folder that was entered is left alone."""
        if is_folder and _is_foreign(path):
            return True
        if _decision(self.excluded, path, self.root, is_folder):
            return True
        # As in git, the innermost file that says something about the path decides.
        decisions = (_decision(spec, path, folder, is_folder) for folder, spec in reversed(self.specs))
        return next((decision for decision in decisions if decision is not None), False)


def rules_at(folder: Path, root: Path, settings: Settings) -> IgnoreRules:
    """The rules inside `folder`, whichever of its parents up to `root` they come from."""
    rules = IgnoreRules(root, GitIgnoreSpec.from_lines(settings.exclude))
    exclude_of_git = _read_spec(root / ".git" / "info" / "exclude")
    if exclude_of_git is not None:
        rules = IgnoreRules(root, rules.excluded, ((root, exclude_of_git),))
    inside = [each for each in (folder, *folder.parents) if each.is_relative_to(root)]
    for each in reversed(inside or [folder]):
        rules = rules.entered(each)
    return rules


def _is_foreign(folder: Path) -> bool:
    name = folder.name
    return name.startswith(".") or name in SKIPPED_FOLDERS or (folder / "pyvenv.cfg").exists()


def _decision(spec: GitIgnoreSpec, path: Path, folder: Path, is_folder: bool) -> bool | None:
    if not path.is_relative_to(folder):
        return None
    name = path.relative_to(folder).as_posix()
    return spec.check_file(f"{name}/" if is_folder else name).include


def _read_spec(path: Path) -> GitIgnoreSpec | None:
    try:
        lines: Iterable[str] = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        # git, too, passes over a pattern that means nothing; pathspec refuses the whole file for it.
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
