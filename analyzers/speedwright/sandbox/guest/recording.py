"""Running example code in the module's namespace and keeping the arguments of every outer call."""

import ast
import collections
import contextlib
import inspect
import io
import math
import random
import string

from .describing import Describer, Undescribable
from .loading import home_of, resolve

CALLS_LIMIT = 200


class _Recorder:
    """Stands in for the entry point while examples run; only calls from outside it are kept."""

    def __init__(self, module, function):
        self._module = module
        self._function = function
        self._depth = 0
        self.calls = []
        self.undescribable = 0

    def wrapper(self):
        """A function that records and passes on."""

        def recorded(*arguments, **keywords):
            if self._depth == 0:
                self._keep(arguments, keywords)
            self._depth += 1
            try:
                return self._function(*arguments, **keywords)
            finally:
                self._depth -= 1

        return recorded

    def _keep(self, arguments, keywords):
        if len(self.calls) >= CALLS_LIMIT:
            return
        describer = Describer(self._module.__name__)
        try:
            positional = [describer.describe(argument) for argument in arguments]
            named = [[name, describer.describe(value)] for name, value in keywords.items()]
        except Undescribable:
            self.undescribable += 1
        else:
            self.calls.append(["call", positional, named])


def record(module, qualname, snippets):
    """Runs each snippet, statement by statement, and returns its calls.

    `[{"calls": [...], "undescribable": n, "errors": [...]}, ...]`, one entry per snippet. An error ends only
    the statement it came from: a call that raises is an example too.
    """
    owner, name = home_of(module, qualname)
    original = inspect.getattr_static(owner, name)
    inherited = name not in vars(owner)
    recorder = _Recorder(module, resolve(module, qualname))
    wrapper = recorder.wrapper()
    setattr(owner, name, staticmethod(wrapper) if isinstance(original, (staticmethod, classmethod)) else wrapper)
    namespace = {"math": math, "random": random, "string": string, "collections": collections}
    namespace.update(vars(module))
    try:
        return [_run(snippet, namespace, recorder) for snippet in snippets]
    finally:
        if inherited:
            delattr(owner, name)
        else:
            setattr(owner, name, original)


def _run(snippet, namespace, recorder):
    recorder.calls, recorder.undescribable = [], 0
    errors = []
    try:
        statements = ast.parse(snippet).body
    except (SyntaxError, ValueError) as error:
        return {"calls": [], "undescribable": 0, "errors": ["%s: %s" % (type(error).__name__, error)]}
    scope = dict(namespace)
    for statement in statements:
        code = compile(ast.Module([statement], []), "<example>", "exec")
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(code, scope)
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            errors.append("line %d: %s: %s" % (statement.lineno, type(error).__name__, str(error)[:200]))
    return {"calls": recorder.calls, "undescribable": recorder.undescribable, "errors": errors}
