"""Start of a guest: `python .../guest` with the protocol on its standard input and output."""

import sys

# What an interpreter has loaded by itself: a program under test finds no more than that.
STARTED = frozenset(sys.modules)

import importlib.util  # noqa: E402 - after the look at what was there before
import os  # noqa: E402

PACKAGE = "_speedwright_guest"


def load_package():
    """Imports the guest's own package under a private name, leaving no trace on `sys.path`."""
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return importlib.import_module(PACKAGE + ".starting")


if __name__ == "__main__":
    load_package().main(STARTED)
