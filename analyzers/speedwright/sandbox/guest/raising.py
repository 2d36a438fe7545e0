"""Exceptions that nobody caught, as data."""

import dis


def raised(error, module):
    """An exception as data: `own` is whether a `raise` or `assert` in the module under test made it."""
    kind = type(error)
    own = _raised_by(error, module)
    name = kind.__qualname__ if kind.__module__ in ("builtins", module.__name__) else _full_name(kind)
    return {"type": name, "own": own, "message": _message(error) if own else None, "said": _message(error)}


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
    if code.co_filename != module.__file__:
        return False
    return dis.opname[code.co_code[trace.tb_lasti]] == "RAISE_VARARGS"
