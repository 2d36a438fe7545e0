"""Problems, told beside the results."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from speedwright.model.problem import Problem
from speedwright_server.cli.workspace import shown_path


def problem_text(problem: Problem) -> str:
    """`path:line: message`, as far as there are a path and a line."""
    if problem.path is None:
        return problem.message
    line = "" if problem.line is None else f":{problem.line}"
    return f"{shown_path(problem.path)}{line}: {problem.message}"


def tell(problems: Iterable[Problem]) -> None:
    """One line on stderr for each."""
    for problem in problems:
        print(f"speedwright: {' '.join(problem_text(problem).split())}", file=sys.stderr)
