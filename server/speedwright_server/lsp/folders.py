"""The workspace's folders, each with its settings and its library of skills."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speedwright.errors import SpeedwrightError
from speedwright.pipeline.documents import is_excluded
from speedwright.pipeline.skills import Library, library, page_problems
from speedwright.pipeline.workspace import find_root
from speedwright.settings import Settings, merged, settings_table, sound

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Folder:
    """One root with what holds below it."""

    root: Path
    settings: Settings
    library: Library

    def excludes(self, path: Path) -> bool:
        """Whether its settings leave the file alone."""
        return is_excluded(path, self.root, self.settings)


class Folders:
    """Finds the folder of a file; each is loaded when it is first asked for.

    Any thread may ask. `tell` is called with sentences for the user, from the asking thread. `generation`
    changes whenever an earlier answer may no longer hold.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._roots: tuple[Path, ...] = ()
        self._loaded: dict[Path, Folder] = {}
        self._options: Mapping[str, Any] = {}
        self._options_by_root: Mapping[Path, Mapping[str, Any]] = {}
        self._told: set[str] = set()
        self.generation = 0

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that the client opened, in its order."""
        return self._roots

    def open(self, roots: Iterable[Path], options: Mapping[str, Any]) -> None:
        """Takes the client's folders, and the settings that it passed for all of them."""
        self._options = options
        self.change(roots, ())

    def change(self, added: Iterable[Path], removed: Iterable[Path]) -> None:
        """Follows the client's list of folders."""
        gone = set(removed)
        kept = [root for root in self._roots if root not in gone]
        self._roots = tuple(dict.fromkeys((*kept, *added)))
        self.reload()

    def configure(self, options: Mapping[Path, Mapping[str, Any]]) -> bool:
        """Takes the editor's settings per root, which outrank the folder's own; whether that changes anything."""
        told = {root: table for root, table in options.items() if table}
        if told == self._options_by_root:
            return False
        self._options_by_root = told
        self.reload()
        return True

    def reload(self) -> None:
        """Forgets what was loaded: a settings file or a skill page changed."""
        with self._lock:
            self._loaded.clear()
            self.generation += 1

    def of(self, path: Path) -> Folder:
        """The innermost open folder around `path`; outside all of them, the folder that `find_root` finds.

        A relative path, as documents have that are no files, belongs to the first folder.
        """
        root = self._root_of(path)
        with self._lock:
            if root not in self._loaded:
                self._loaded[root] = self._load(root)
            return self._loaded[root]

    def _root_of(self, path: Path) -> Path:
        if self._roots and not path.is_absolute():
            return self._roots[0]
        around = [root for root in self._roots if path.is_relative_to(root)]
        return max(around, key=lambda root: len(root.parts)) if around else find_root(path.parent)

    def _load(self, root: Path) -> Folder:
        settings = self._settings(root)
        skills = library(root, settings.python)
        if problems := page_problems(skills):
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            first = problems[0]
            where = first.path if first.line is None else f"{first.path}:{first.line}"
            self._tell_once(f"A skill page was refused: {where}: {first.message}{more}")
        return Folder(root, settings, skills)

    def _settings(self, root: Path) -> Settings:
        """Of the folder and, above these, of the editor; what is wrong with one of them is told, the others hold."""
        settings = Settings()
        try:
            written, origin = settings_table(root)
        except SpeedwrightError as error:
            self._tell_once(str(error))
            written, origin = {}, ""
        of_editor = "the editor's settings"
        sources = [(written, origin), (self._options, of_editor), (self._options_by_root.get(root, {}), of_editor)]
        for table, place in sources:
            kept, problems = sound(table, place)
            for problem in problems:
                self._tell_once(problem)
            settings = merged(settings, kept, place)
        return settings

    def _tell_once(self, sentence: str) -> None:
        """Settings are read again whenever one may have changed; nobody needs to hear the same again."""
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)
