"""Importing the module under test: the given source in the place of the file, as part of its package."""

import importlib
import importlib.machinery
import importlib.util
import sys


class _GivenSource(importlib.machinery.SourceFileLoader):
    """A loader that takes the host's text for the file's, and never a cached byte code."""

    def __init__(self, name, path, source, transform):
        super().__init__(name, path)
        self._source = source
        self._transform = transform

    def get_code(self, fullname):
        return compile(self.tree(), self.path, "exec", dont_inherit=True)

    def tree(self):
        """The syntax tree to compile, instrumented when a transform was given."""
        tree = compile(self._source, self.path, "exec", flags=0x400, dont_inherit=True)  # ast.PyCF_ONLY_AST
        return self._transform(tree) if self._transform else tree

    def get_source(self, fullname):
        return importlib.util.decode_source(self._source)


class _Finder:
    def __init__(self, name, path, loader):
        self._name, self._path, self._loader = name, path, loader

    def find_spec(self, name, _path=None, _target=None):
        """The specification of the module under test; None for every other name."""
        if name != self._name:
            return None
        package = self._path.endswith("__init__.py")
        return importlib.util.spec_from_file_location(
            name,
            self._path,
            loader=self._loader,
            submodule_search_locations=[self._path[: -len("__init__.py")]] if package else None,
        )


def load(name, path, source, search_path, transform=None):
    """Imports module `name` from `source` (bytes).

    Raises whatever the module raises. `search_path` goes in front of `sys.path`.
    """
    # A module that happens to be named like one the guest has loaded is another one.
    if getattr(sys.modules.get(name), "__file__", path) != path:
        del sys.modules[name]
    sys.path[:0] = [entry for entry in search_path if entry not in sys.path]
    sys.meta_path.insert(0, _Finder(name, path, _GivenSource(name, path, source, transform)))
    parent = name.rpartition(".")[0]
    if parent:
        importlib.import_module(parent)
    return importlib.import_module(name)


def load_beside(module, source):
    """Another version of a module that is loaded, in its place. Raises whatever that version raises."""
    name, path = module.__name__, module.__file__
    spec = _Finder(name, path, _GivenSource(name, path, source, None)).find_spec(name)
    other = importlib.util.module_from_spec(spec)
    sys.modules[name] = other
    spec.loader.exec_module(other)
    return other


def resolve(module, qualname):
    """The object behind a dotted name in `module`. Raises AttributeError with that name."""
    return getattr(*home_of(module, qualname))


def home_of(module, qualname):
    """What holds the object behind a dotted name, and the name of the attribute there. Raises AttributeError."""
    *owners, name = qualname.split(".")
    home, inside = module, ""
    for owner in owners:
        home, inside = getattr(home, attribute(inside, owner)), owner
    return home, attribute(inside, name)


def attribute(owner, name):
    """What the compiler calls a name in the class `owner`: private ones have the class before them."""
    is_private = name.startswith("__") and not name.endswith("__")
    return f"_{owner.lstrip('_')}{name}" if is_private and owner.strip("_") else name


def named(module, name):
    """The object named `module:qualname`; an empty module means the module under test."""
    module_name, _, qualname = name.partition(":")
    home = module if not module_name else importlib.import_module(module_name)
    return resolve(home, qualname)
