"""A call at the start of functions, put into the syntax tree, so that somebody sees their arguments.

The functions stay the objects they are: whoever decorates, imports, pickles or compares them notices nothing, and
code that traces or profiles is not in the way.
"""

import ast
import builtins

HOOK = "__speedwright_entered__"
# What runs while values are looked at, or before there is a value.
_UNSEEN = {"__getattribute__", "__getattr__", "__setattr__", "__delattr__", "__del__", "__new__"}


class Entry:
    """How the parameters of one function are passed on: all their values, in the order of the definition."""

    def __init__(self, qualname, node, is_bound):
        arguments = node.args
        self.qualname = qualname
        # The first argument of a class method is no argument of a call.
        self.skipped = 1 if is_bound else 0
        self.positional = [each.arg for each in getattr(arguments, "posonlyargs", []) + arguments.args]
        self.rest = arguments.vararg.arg if arguments.vararg else None
        self.keywords = [each.arg for each in arguments.kwonlyargs]
        self.others = arguments.kwarg.arg if arguments.kwarg else None

    @property
    def names(self):
        """The parameters as they are passed on."""
        rest = [self.rest] if self.rest else []
        return self.positional + rest + self.keywords + ([self.others] if self.others else [])

    @property
    def parameters(self):
        """The parameters as text, by which a call is known to fit a later version of the function."""
        rest = ["*" + self.rest] if self.rest else []
        others = ["**" + self.others] if self.others else []
        return self.positional + rest + [name + "=" for name in self.keywords] + others

    def call(self, values, defaults=(), keyword_defaults=None):
        """`(arguments, keywords)` that lead to these values; those that are their defaults are left out."""
        count = len(self.positional)
        arguments, rest = list(values[:count]), values[count:]
        if self.rest:
            arguments, rest = arguments + list(rest[0]), rest[1:]
        first = count - len(defaults)
        while first < len(arguments) <= count and arguments[-1] is defaults[len(arguments) - 1 - first]:
            arguments.pop()
        known = keyword_defaults or {}
        given = zip(self.keywords, rest)
        keywords = {name: value for name, value in given if name not in known or known[name] is not value}
        if self.others:
            keywords.update(rest[-1])
        return arguments[self.skipped :], keywords


def watch(tree, register):
    """Adds the call to functions and methods, not to nested functions.

    `register(entry)` gives the number that the hook is called with, or None for a function to leave alone.
    """
    _Watcher(register).body(tree.body, "")
    return ast.fix_missing_locations(tree)


def install(hook):
    """Makes `hook(number, *values)` what is called."""
    setattr(builtins, HOOK, hook)


class _Watcher:
    def __init__(self, register):
        self._register = register

    def body(self, statements, prefix):
        """Every function in these statements, wherever it stands but inside of another."""
        for node in statements:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._function(node, prefix)
            elif isinstance(node, ast.ClassDef):
                self.body(node.body, prefix + node.name + ".")
            else:
                self.body([each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)], prefix)
                for handler in getattr(node, "handlers", ()):
                    self.body(handler.body, prefix)

    def _function(self, node, prefix):
        if node.name in _UNSEEN:
            return
        is_bound = any(isinstance(each, ast.Name) and each.id == "classmethod" for each in node.decorator_list)
        entry = Entry(prefix + node.name, node, is_bound)
        number = self._register(entry)
        if number is None:
            return
        start = 1 if len(node.body) > 1 and ast.get_docstring(node, clean=False) is not None else 0
        values = [ast.Constant(number)] + [ast.Name(name, ast.Load()) for name in entry.names]
        seen = ast.Expr(ast.Call(ast.Name(HOOK, ast.Load()), values, []))
        for each in ast.walk(seen):
            ast.copy_location(each, node.body[start])
        if start == 0 and ast.get_docstring(node, clean=False) is not None:
            node.body.append(seen)
        else:
            node.body.insert(start, seen)
