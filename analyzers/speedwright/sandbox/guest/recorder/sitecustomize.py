"""Starts the recorder in every Python process of a recorded command: found before others through PYTHONPATH."""

import importlib.machinery
import importlib.util
import os
import sys

PACKAGE = "_speedwright_recorder"
_HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    """A module of the guest's package, under a name of its own."""
    if PACKAGE not in sys.modules:
        folder = os.path.dirname(_HERE)
        start = os.path.join(folder, "__init__.py")
        spec = importlib.util.spec_from_file_location(PACKAGE, start, submodule_search_locations=[folder])
        sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[PACKAGE])
    return importlib.import_module(PACKAGE + "." + name)


def _go_on():
    """Runs the `sitecustomize` that would have been found without this one."""
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def _record():
    try:
        load("watching").start()
    except Exception as error:
        sys.stderr.write("speedwright: nothing is recorded here: %s: %s\n" % (type(error).__name__, error))


_record()
_go_on()
