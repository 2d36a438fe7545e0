"""Giving the live functions of a module other code: planted faults are switched on in place, without a new import.

Functions are found by the name and the first line of their code, so that methods, closures and what decorators hide
are met as well. What runs at import has run already and stays.
"""

import __future__

import ast
import copy
import gc
import types
import warnings

from .sites import sites_of


def rewritten(tree, changes):
    """The tree, with `changes[id(node)](node)` in the place of each such node, inner ones first. Changes it."""
    return ast.fix_missing_locations(_Rewriter(changes).visit(tree))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, changes):
        self._changes = changes

    def visit(self, node):
        change = self._changes.get(id(node))
        self.generic_visit(node)
        if change is None:
            return node
        new = change(node)
        for each in new if isinstance(new, list) else [new]:
            # A part that moved up keeps its place.
            if not hasattr(each, "lineno"):
                ast.copy_location(each, node)
        return new


class Switch:
    """The functions of one module, live and as a tree. `sites` are the places for faults."""

    def __init__(self, module, source):
        self._path = module.__file__
        self._tree = compile(source, self._path, "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)
        self._flags = future_flags(self._tree)
        self.sites = sites_of(self._tree)
        self._spots = spots_of(self._tree)
        self._plain = _by_place(self._compiled(self._tree))
        self._live = [each for each in gc.get_objects() if self._is_own(each)]
        self._defaults = [(each.__defaults__, each.__kwdefaults__) for each in self._live]

    def _is_own(self, value):
        return type(value) is types.FunctionType and value.__code__.co_filename == self._path

    def _compiled(self, tree):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(tree, self._path, "exec", flags=self._flags, dont_inherit=True)

    def plain(self):
        """Every function as it is written."""
        self._give(self._plain)
        for function, (positional, named) in zip(self._live, self._defaults):
            function.__defaults__, function.__kwdefaults__ = positional, named

    def all(self, changes):
        """Every function with changes; see `rewritten`."""
        self._give(_by_place(self._compiled(rewritten(self._tree, changes))))

    def plant(self, site, variant):
        """One fault in what is `plain`. False where it compiles to the same code, None where it cannot be planted."""
        if site.role == "default":
            return self._plant_default(site, variant)
        try:
            codes = _by_place(self._planted(site, variant))
        except (SyntaxError, ValueError, TypeError):
            return None
        if any(len(each) != len(self._plain.get(place, ())) for place, each in codes.items()):
            return None
        pairs = [pair for place, each in codes.items() for pair in zip(each, self._plain[place])]
        if all(same_code(new, old) for new, old in pairs):
            return False
        return True if self._give(codes) else None

    def _planted(self, site, variant):
        """The code with the fault; the tree is as before afterwards."""
        operands = site.choice.operands(site.node) if site.choice.operands is not None else ()
        new = variant.make(*operands)
        owner, field, number = self._spots[id(site.node)]
        put(owner, field, number, ast.fix_missing_locations(ast.copy_location(new, site.node)))
        try:
            return self._compiled(_enclosed(site.home))
        finally:
            put(owner, field, number, site.node)

    def _give(self, codes):
        """Whether any live function got another code."""
        given = False
        for function in self._live:
            old = function.__code__
            fitting = codes.get(_place(old), ())
            # Several functions on one line are told apart by the names they use.
            choice = [each for each in fitting if len(fitting) == 1 or each.co_names == old.co_names]
            if len(choice) == 1 and choice[0].co_freevars == old.co_freevars:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    function.__code__ = choice[0]
                given = True
        return given

    def _plant_default(self, site, variant):
        """A literal default: of the live function, since it was evaluated at import."""
        owner = site.home[-1]
        new = variant.make().value
        first = min([owner.lineno] + [each.lineno for each in owner.decorator_list])
        for function in self._live:
            if _place(function.__code__) == (owner.name, first) and _rebind(function, owner.args, site.node, new):
                return True
        return None


def _rebind(function, arguments, node, value):
    positional, named = list(function.__defaults__ or ()), dict(function.__kwdefaults__ or {})
    if len(positional) != len(arguments.defaults):
        return False
    for spot, default in enumerate(arguments.defaults):
        if default is node:
            positional[spot] = value
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        if default is node:
            named[argument.arg] = value
    function.__defaults__, function.__kwdefaults__ = tuple(positional) or None, named or None
    return True


def spots_of(tree):
    """Where each node stands, by its identity: its owner, the field, and the number in that where it is a list."""
    found = {}
    for owner in ast.walk(tree):
        for field, value in ast.iter_fields(owner):
            if isinstance(value, list):
                found.update((id(each), (owner, field, number)) for number, each in enumerate(value))
            else:
                found[id(value)] = (owner, field, None)
    return found


def put(owner, field, number, node):
    """Puts a node where another one stood, by what `spots_of` says of that."""
    if number is None:
        setattr(owner, field, node)
    else:
        getattr(owner, field)[number] = node


def _enclosed(home):
    """The function alone, inside classes of the same names: what names mean to the compiler stays."""
    *classes, body = home
    for each in reversed(classes):
        shell = copy.copy(each)
        shell.body, shell.bases, shell.keywords, shell.decorator_list = [body], [], [], []
        body = shell
    return ast.Module([body], [])


def future_flags(tree):
    """What the `from __future__` imports of a tree mean to the compiler."""
    names = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    ]
    flags = 0
    for name in names:
        flags |= getattr(__future__, name).compiler_flag
    return flags


def _place(code):
    return code.co_name, code.co_firstlineno


def _by_place(code):
    """All codes inside one, by name and first line."""
    found = {}
    stack = [each for each in code.co_consts if isinstance(each, types.CodeType)]
    while stack:
        each = stack.pop(0)
        found.setdefault(_place(each), []).append(each)
        stack.extend(inner for inner in each.co_consts if isinstance(inner, types.CodeType))
    return found


def same_code(code, other):
    """Whether two codes do the same, wherever they stand."""
    plain = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags")
    if any(getattr(code, name) != getattr(other, name) for name in plain):
        return False
    if len(code.co_consts) != len(other.co_consts):
        return False
    return all(_same_constant(a, b) for a, b in zip(code.co_consts, other.co_consts))


def _same_constant(value, other):
    if isinstance(value, types.CodeType) and isinstance(other, types.CodeType):
        return same_code(value, other)
    return type(value) is type(other) and repr(value) == repr(other)


def turned(iterable):
    """What a loop with its order reversed runs over; of what has no length, the first part only."""
    if hasattr(iterable, "__len__"):
        return list(iterable)[::-1]
    return _turned_parts(iterable)


def _turned_parts(iterable):
    """Reversed by the hundred: an endless iterable stays one."""
    part = []
    for item in iterable:
        part.append(item)
        if len(part) == 100:
            yield from reversed(part)
            part = []
    yield from reversed(part)
