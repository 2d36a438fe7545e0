from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No test finds what another one kept."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SPEEDWRIGHT_CACHE", str(folder))
    monkeypatch.delenv("SPEEDWRIGHT_MODEL_KEY", raising=False)
    yield folder
