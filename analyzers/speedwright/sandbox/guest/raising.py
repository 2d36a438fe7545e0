"""Exceptions that nobody caught, as data."""

import dis
import os
import sys

from .canonical import Canonicaliser, compact
from .standard import exception_form


def raised(error, module):
    """An exception as data: `own` is whether a `raise` or `assert` of the user's own code made it."""
    kind = type(error)
    own = _raised_by(error, module)
    name = kind.__qualname__ if kind.__module__ in ("builtins", module.__name__) else _full_name(kind)
    told = {"type": name, "own": own, "message": _message(error) if own else None, "said": _message(error)}
    # The status of an exit is a value, whoever worded it.
    if own or isinstance(error, SystemExit):
        told["parts"] = _parts(error, module)
    return told


def _parts(error, module):
    """What a caller can read off an exception beside its message; of its cause the type alone."""
    canonicaliser = Canonicaliser(module.__name__)
    cause = error.__cause__
    error.__cause__ = None
    form = exception_form(error, canonicaliser.form, lambda kind: kind.__qualname__)
    error.__cause__ = cause
    return compact([*form[2:], *([] if cause is None else [["cause", type(cause).__qualname__]])])


def _full_name(kind):
    return "%s.%s" % (kind.__module__, kind.__qualname__)


def _message(error):
    try:
        return str(error)[:2000]
    except Exception:
        return "<no message>"


def _raised_by(error, module):
    trace = error.__traceback__
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    if code.co_filename != module.__file__ and code.co_filename.startswith(_FOREIGN):
        return False
    return dis.opname[code.co_code[trace.tb_lasti]] == "RAISE_VARARGS"


# Where code lives that is not the user's: the interpreter's, the guest's own, and what has no file.
_FOREIGN = ("<", os.path.dirname(os.__file__), os.path.dirname(__file__), sys.prefix, sys.base_prefix)
