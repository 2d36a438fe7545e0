"""The main job on code as people write it: proven speedups are applied, and the shop's own tests still pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from speedwright.pipeline.improve import ImproveRequest, Target, improve
from speedwright.settings import Settings

SHOP = Path(__file__).parents[2] / "fixtures" / "workspaces" / "shop"
# The whole shop is what `make demo` improves; these hold about half of its slow spots.
PARTS = ("shop/orders", "shop/customers", "shop/search")


def test_at_least_eight_speedups_are_proven_and_applied(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(SHOP, shop)
    targets = tuple(Target(shop / part) for part in PARTS)
    request = ImproveRequest(targets, shop, Settings(), apply=True, python=sys.executable)
    found = list(improve(request))
    applied = [each.verdict.function for each in found if each.applied]
    assert len(applied) >= 8, [(each.verdict.function, each.verdict.reason) for each in found]
    assert not [each for each in found if each.applied and not each.verdict.accepted]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=shop, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
