"""Where the project's own code is."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
GUEST = ROOT / "analyzers" / "speedwright" / "sandbox" / "guest"


def source_files() -> list[Path]:
    """The modules of both packages."""
    return sorted(path for folder in ("analyzers", "server") for path in (ROOT / folder).rglob("*.py"))
