"""The files of a run of `improve`, in the order in which their functions have their turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from speedwright.errors import SpeedwrightError
from speedwright.model.problem import Problem
from speedwright.model.work import Cancellation
from speedwright.pipeline.files import NOTEBOOK, source_files
from speedwright.pipeline.heating import FileHeat, Heats
from speedwright.pipeline.improve_request import ImproveRequest, Teller
from speedwright.pipeline.proposals import Proposals
from speedwright.pipeline.reading import StrangeNotebook, UnreadableFile, read_notebook
from speedwright.skills.registry import Library

SUFFIXES = (".py", NOTEBOOK)
# Of the budget: how long those candidates are counted that it was too short for.
COUNTING_SHARE = 0.5


def proposals_of(
    request: ImproveRequest, skills: Library, texts: Mapping[Path, bytes], tell: Teller, heats: Heats | None = None
) -> Iterator[Proposals]:
    """What there is to try in each file of the request, read when its turn comes. `texts` are those in memory."""
    for target in request.targets:
        for path in source_files([target.path], request.root, request.settings, SUFFIXES):
            content, with_model = texts.get(path.absolute()), request.model is not None
            try:
                yield Proposals.open(path, content, target.qualname, skills, request.settings, heats, with_model)
            except UnreadableFile as error:
                if path == target.path or not isinstance(error, StrangeNotebook):
                    tell(error.problem)
            except SpeedwrightError:
                raise
            except Exception as error:
                # A fault of our own, on one file: it is told, and the other files have their turn.
                tell(Problem(path, f"could not be looked at: {type(error).__name__}: {error}"))


class Files:
    """What there is to try, file by file; with a profile, the hottest function of all files comes first.

    `texts` are those in memory, by absolute path, and may change meanwhile; `told` is what was said of a file.
    """

    def __init__(
        self,
        request: ImproveRequest,
        skills: Library,
        texts: Mapping[Path, bytes],
        tell: Teller,
        budget: Cancellation,
    ) -> None:
        self._request = request
        self._skills = skills
        self._texts = texts
        self._tell = tell
        self._budget = budget
        self._heats = None if request.profile is None else Heats(request.profile, request.root)
        self._heat_of: dict[Path, FileHeat] = {}

    def __iter__(self) -> Iterator[Proposals]:
        return self._opened() if self._heats is None else self._hottest_first()

    def heat_of(self, path: Path) -> FileHeat | None:
        """The heat of a file that was opened; None without a profile."""
        return self._heat_of.get(path)

    def tell_problems(self, proposals: Proposals) -> None:
        """Says what of a file could not be looked at, once."""
        for problem in proposals.problems:
            self._tell(self._in_cell(problem))
        proposals.problems = ()

    def _in_cell(self, problem: Problem) -> Problem:
        """A problem in a notebook, where its cells are in a file; what an editor holds has lines of its own."""
        path = problem.path
        if path is None or path.suffix != NOTEBOOK or path.absolute() in self._texts:
            return problem
        try:
            return read_notebook(path).told_in_cell(problem)
        except UnreadableFile:
            return problem

    def _opened(self) -> Iterator[Proposals]:
        for opened in proposals_of(self._request, self._skills, self._texts, self._tell, self._heats):
            if opened.heat is not None:
                self._heat_of[opened.source.path] = opened.heat
            yield opened

    def _hottest_first(self) -> Iterator[Proposals]:
        """The files by their hottest function that was not searched; a file comes once for each of its functions, and
        at last those of which nothing is left are gone.
        """
        files = list(self._opened())
        for each in files:
            self.tell_problems(each)
        while files := [each for each in files if each.next_share >= 0]:
            hottest = max(files, key=lambda each: each.next_share)
            yield hottest
            if self._budget.remaining_s <= 0:
                yield from (each for each in files if each is not hottest)
                return


def not_tried(budget_s: float, untried: int, rest: Iterator[Proposals]) -> Problem | None:
    """Says what a budget was too short for: so many candidates, and the files that are left, which are taken."""
    patience = Cancellation(budget_s * COUNTING_SHARE)
    unread = 0
    for proposals in rest:
        if patience.remaining_s > 0:
            untried += proposals.untried()
        else:
            unread += 1
    left = [f"{untried} {'candidate was' if untried == 1 else 'candidates were'} not tried"] if untried else []
    left += [f"{unread} {'file was' if unread == 1 else 'files were'} not looked at"] if unread else []
    return Problem(None, f"the budget of {budget_s:g} s was used up: {', '.join(left)}") if left else None
