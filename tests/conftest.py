"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import platformdirs
import pytest

# No test passes or fails by the clock, and each draws the same at every run.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def cache_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Receipts and compiled guests of one test run: no verdict of another day answers for today's code."""
    before = os.environ.get("SPEEDWRIGHT_CACHE")
    os.environ["SPEEDWRIGHT_CACHE"] = str(tmp_path_factory.mktemp("speedwright-cache"))
    yield
    if before is None:
        del os.environ["SPEEDWRIGHT_CACHE"]
    else:
        os.environ["SPEEDWRIGHT_CACHE"] = before


@pytest.fixture(scope="session")
def cache() -> Path:
    """A folder outside the checkout for what is slow to install; `SPEEDWRIGHT_TEST_CACHE` moves it."""
    folder = Path(os.environ.get("SPEEDWRIGHT_TEST_CACHE", platformdirs.user_cache_dir("speedwright-tests")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
