"""The shop under fixtures/: it works on its own, imports without side effects, and `check` sees its slow spots."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "fixtures" / "workspaces" / "shop"

# Functions with a slow spot, by file; each can be mended inside the function without changing any answer.
SLOW = {
    "customers/accounts.py": {"invoice_lines", "referral_chain"},
    "customers/mailing.py": {"recipients", "clean_names", "address_book"},
    "customers/segments.py": {"percentile_ranks", "all_tags"},
    "logs/access.py": {"parse_hits", "days_since_launch", "path_counts", "shop_pages"},
    "logs/sessions.py": {"robots", "running_medians"},
    "orders/batching.py": {"batches", "newest_first"},
    "orders/intake.py": {"unknown_skus", "repeated_order_ids", "with_default_options"},
    "orders/ledger.py": {"paid_per_order", "running_balance"},
    "orders/numbers.py": {"check_value"},
    "reports/charts.py": {"bars"},
    "reports/sales.py": {"with_titles"},
    "reports/tables.py": {"csv_text"},
    "routes/patterns.py": {"normalised"},
    "routes/router.py": {"reachable"},
    "search/index.py": {"common_terms", "edit_distance", "containing"},
    "search/tokens.py": {"significant"},
    "shipping/parcels.py": {"packing_ways", "forklift_ways"},
    "shipping/quotes.py": {"cheapest"},
    "stock/catalogue.py": {"bundles", "price_list"},
    "stock/lots.py": {"affected_lots", "is_master_lot"},
}

# Functions that look slow to a careless reader and are not, or would answer differently if they were mended.
SOUND = {
    "customers/mailing.py": {"letters", "bounced"},
    "customers/accounts.py": {"likely_duplicates"},
    "logs/access.py": {"error_share"},
    "logs/sessions.py": {"smoothed", "funnel"},
    "orders/batching.py": {"match_deliveries", "picking_list"},
    "orders/intake.py": {"read_orders", "without_resent_rows", "repeat_orders"},
    "orders/numbers.py": {"number_all"},
    "reports/sales.py": {"large_sales"},
    "search/index.py": {"suggestions"},
    "shipping/quotes.py": {"zone_surcharge"},
    "stock/levels.py": {"shelf_report", "Warehouse.reserve_all"},
    "stock/lots.py": {"lot_labels"},
}

DOCTESTS = """
import doctest, importlib, json, sys
results = [doctest.testmod(importlib.import_module(name)) for name in sys.argv[1:]]
print(json.dumps([sum(each.failed for each in results), sum(each.attempted for each in results)]))
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__", ".*")))


def _run(shop: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=shop, env=environment, capture_output=True, text=True, timeout=120)


def test_its_own_tests_pass(shop: Path) -> None:
    finished = _run(shop, "-m", "unittest", "discover", "-s", "tests")
    assert finished.returncode == 0, finished.stderr
    assert "Ran 59 tests" in finished.stderr


def test_its_doctests_hold(shop: Path) -> None:
    finished = _run(shop, "-c", DOCTESTS, *_modules(shop))
    assert finished.returncode == 0, finished.stdout
    failed, attempted = json.loads(finished.stdout)
    assert (failed, attempted > 40) == (0, True)


def test_importing_it_does_nothing_else(shop: Path) -> None:
    before = sorted(shop.rglob("*"))
    finished = _run(shop, "-c", "import " + ", ".join(_modules(shop)))
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    assert sorted(shop.rglob("*")) == before


def _modules(shop: Path) -> list[str]:
    names = [".".join(path.relative_to(shop).with_suffix("").parts) for path in (shop / "shop").rglob("*.py")]
    return [name.removesuffix(".__init__") for name in names]


def test_check_sees_slow_spots_of_many_kinds(shop: Path) -> None:
    """Not all of them: what no skill covers yet is the honest part of this workspace."""
    expected = {f"{file}::{name}" for file, names in SLOW.items() for name in names}
    found = _found(shop)
    seen = expected & found.keys()
    assert len(seen) >= 14, f"not seen: {sorted(expected - seen)}"
    assert len(set().union(*(found[place] for place in seen))) >= 5


def test_check_is_silent_about_sound_functions(shop: Path) -> None:
    sound = {f"{file}::{name}" for file, names in SOUND.items() for name in names}
    assert sound & _found(shop).keys() == set()


def _found(shop: Path) -> dict[str, set[str]]:
    """The skills found in each `file::function` by the real command."""
    finished = _run(shop, "-m", "speedwright_server", "check", "shop", "--format", "json")
    assert finished.returncode == 1, finished.stderr
    package = (shop / "shop").resolve()
    found: dict[str, set[str]] = {}
    for each in json.loads(finished.stdout)["findings"]:
        path = (shop / each["path"]).resolve().relative_to(package).as_posix()
        found.setdefault(f"{path}::{each['function']}", set()).add(each["skill"])
    return found
