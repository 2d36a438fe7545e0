"""What every generator is."""

from __future__ import annotations

from typing import Protocol

from speedwright.model.candidate import Candidate
from speedwright.model.finding import Finding
from speedwright.skills.registry import Library
from speedwright.syntax.source_file import SourceFile


class Generator(Protocol):
    """One way to propose code for a finding."""

    def generate(self, source: SourceFile, finding: Finding, library: Library) -> Candidate | None:
        """A candidate for the finding, which was made from this very source; None where there is nothing to offer."""
