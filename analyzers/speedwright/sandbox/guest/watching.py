"""The recorder: sees the calls of a workspace's functions in a process of the user's, and writes a few of them down.

What is kept is written at once, so that a process that is killed, or leaves without its exit hooks, loses nothing.
"""

import importlib.machinery
import json
import os
import random
import sys
import threading
import time

from . import entering
from .describing import Describer, Undescribable
from .loading import home_of
from .reservoir import Pace, Reservoir, shape

VARIABLE = "SPEEDWRIGHT_RECORD"
NODES = 20000
TEXT = 1 << 16
LINE = 400000
FILE = 32 << 20
# Calls of one function that could not be described, told at the most.
MISSES = 16
# Of the process's time; what comes on top while that is still short.
SHARE, START_S = 0.1, 0.1
# Frames up the stack in which a caller that is the same function is looked for.
FRAMES = 60
# Looks at each function for which there is always time: most are called but a few times.
GRANTED = 4
# Looked at again this much later, when there was no time.
LATER = 32
_FOREIGN = {"node_modules", "site-packages", "dist-packages", "venv", "env", "build", "dist"}


class _Site:
    """One function of a watched module."""

    def __init__(self, module_name, path, entry):
        self.module_name, self.path, self.entry = module_name, path, entry
        self.restart()

    def restart(self):
        """As if no call had been seen."""
        seed = "%s:%s" % (self.path, self.entry.qualname)
        self.left, self.misses = 1, 0
        self.reservoir, self.pace = Reservoir(seed), Pace(seed)


class Watcher:
    """All functions that are watched in this process. `entered` is what they call."""

    def __init__(self, root, paths, output):
        self._root = os.path.join(os.path.realpath(root), "")
        self._paths = [os.path.realpath(path) for path in paths]
        self._output = output
        self._sites = []
        self._busy = threading.Lock()
        self._file, self._written, self._spent = None, 0, 0.0

    def code(self, name, path):
        """The code of a module with its functions watched; that of the file alone where this cannot be done."""
        with open(path, "rb") as file:
            source = file.read()
        tree = compile(source, path, "exec", flags=0x400, dont_inherit=True)  # ast.PyCF_ONLY_AST
        relative = os.path.realpath(path)[len(self._root) :].replace(os.sep, "/")

        def register(entry):
            self._sites.append(_Site(name, relative, entry))
            return len(self._sites) - 1

        try:
            return compile(entering.watch(tree, register), path, "exec", dont_inherit=True)
        except (ValueError, TypeError, RecursionError, SyntaxError):
            return compile(source, path, "exec", dont_inherit=True)

    def is_watched(self, path):
        """Whether this is a file of the workspace's own code that was asked for; tests are not."""
        real = os.path.realpath(path)
        if not real.startswith(self._root) or not real.endswith(".py"):
            return False
        if not any(real == each or real.startswith(os.path.join(each, "")) for each in self._paths):
            return False
        *folders, file = real[len(self._root) :].split(os.sep)
        if any(each.startswith(".") or each in _FOREIGN for each in folders):
            return False
        return not (file.startswith("test_") or file.endswith("_test.py") or file == "conftest.py")

    def entered(self, number, *values):
        """A function was called with these values of its parameters. Costs next to nothing for most calls."""
        site = self._sites[number]
        site.left -= 1
        if site.left > 0:
            return
        # Not while another call is written down: by another thread, or by this one, whose values run code.
        if not self._busy.acquire(False):
            site.left = 1
            return
        try:
            self._look(site, values, sys._getframe(1))
        except Exception:
            # The user's program goes on, whatever its values do to a reader.
            self._miss(site, "cannot be read")
        finally:
            self._busy.release()

    def _look(self, site, values, frame):
        if is_inner(frame):
            site.left = 1
            return
        if site.pace.looks >= GRANTED and self._spent > START_S + SHARE * time.process_time():
            site.left = LATER
            return
        start = time.perf_counter()
        site.left = site.pace.next()
        self._sample(site, values, frame.f_code)
        self._spent += time.perf_counter() - start

    def _sample(self, site, values, code):
        skipped = site.entry.skipped
        looks = "|".join([shape(value) for value in values[skipped:]])[:400]
        place = site.reservoir.place(looks)
        if place is None:
            return
        function = _function(site, code)
        defaults = getattr(function, "__defaults__", None) or ()
        arguments, keywords = site.entry.call(values, defaults, getattr(function, "__kwdefaults__", None))
        describer = Describer(site.module_name, NODES, TEXT)
        try:
            positional = [describer.describe(argument) for argument in arguments]
            named = [[name, describer.describe(value)] for name, value in keywords.items()]
        except Undescribable as reason:
            self._miss(site, str(reason)[:80])
            return
        self._write(site, {"place": place, "shape": looks, "test": _is_test(), "call": ["call", positional, named]})

    def _miss(self, site, reason):
        site.misses += 1
        if site.misses <= MISSES:
            self._write(site, {"missed": reason})

    def _write(self, site, record):
        head = {"path": site.path, "function": site.entry.qualname, "parameters": site.entry.parameters}
        line = json.dumps(dict(head, **record), separators=(",", ":")).encode("ascii") + b"\n"
        if self._written + len(line) > FILE:
            return
        if len(line) > LINE:
            self._miss(site, "too large")
            return
        self._written += len(line)
        os.write(self._descriptor(), line)

    def _descriptor(self):
        if self._file is None:
            name = "%d-%s.jsonl" % (os.getpid(), "%016x" % random.SystemRandom().getrandbits(64))
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
            self._file = os.open(os.path.join(self._output, name), flags, 0o600)
        return self._file

    def restart(self):
        """In a forked process, which has its own file and sees its own calls."""
        if self._file is not None:
            os.close(self._file)
        for site in self._sites:
            site.restart()
        self._busy = threading.Lock()
        self._file, self._written, self._spent = None, 0, 0.0


def is_inner(frame):
    """Whether the function was called by itself: such calls are a part of the outer one."""
    code, above = frame.f_code, frame.f_back
    for _ in range(FRAMES):
        if above is None:
            return False
        if above.f_code is code:
            return True
        above = above.f_back
    return False


def _is_test():
    return "_pytest.runner" in sys.modules or "unittest.runner" in sys.modules


def _function(site, code):
    """The function itself, under whatever decorators show what they wrap; None where it is not to be found."""
    try:
        home, name = home_of(sys.modules[site.module_name], site.entry.qualname)
        found = vars(home)[name]
        while getattr(found, "__code__", None) is not code:
            found = _wrapped(found)
    except Exception:
        # Modules may put anything in their place.
        return None
    return found


def _wrapped(found):
    if type(found) in (staticmethod, classmethod):
        return found.__func__
    return found.fget if type(found) is property else vars(found)["__wrapped__"]


class _Loader(importlib.machinery.SourceFileLoader):
    """A loader of watched modules that leaves byte code alone."""

    watcher = None

    def get_code(self, fullname):
        return self.watcher.code(fullname, self.path)


class Finder:
    """Goes before the finders of the process and changes how they load what is watched."""

    def __init__(self, watcher):
        self.watcher = watcher

    def find_spec(self, name, path=None, target=None):
        """What the finders after this one find, with a loader of ours for watched files."""
        finders = list(sys.meta_path)
        for finder in finders[finders.index(self) + 1 :] if self in finders else finders:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None else None
            if spec is not None:
                break
        else:
            return None
        if type(spec.loader) is importlib.machinery.SourceFileLoader and self.watcher.is_watched(spec.origin or ""):
            spec.loader = _Loader(name, spec.origin)
            spec.loader.watcher = self.watcher
        return spec


def start():
    """Watches this process, if the environment says so."""
    told = os.environ.get(VARIABLE)
    if told:
        task = json.loads(told)
        watcher = Watcher(task["root"], task["paths"], task["output"])
        entering.install(watcher.entered)
        sys.meta_path.insert(0, Finder(watcher))
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=watcher.restart)


def started():
    """The watcher of this process; None without one."""
    return next((each.watcher for each in sys.meta_path if isinstance(each, Finder)), None)
