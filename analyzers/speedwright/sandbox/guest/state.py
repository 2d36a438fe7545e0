"""What lasts from one call to the next: data of the module, its classes and functions, and of the process."""

import os
import sys
import types

from .canonical import Canonicaliser

# Homes of types whose instances can be state. Loggers, locks and what other libraries make are means.
_HOMES = (
    "builtins", "collections", "itertools", "random", "decimal", "fractions", "datetime", "array", "queue", "_queue",
    "types", "numpy", "pandas",
)  # fmt: skip
HELD_LIMIT = 1000
_PLAIN = (list, dict, set, int, float, str)


def state_forms(module):
    """Forms of what the module holds between calls, by name: data, class attributes, defaults and closures.

    A default of `f` has the name `f(parameter)`, a variable in its closure `f<variable>`.
    """
    canonicaliser = Canonicaliser(module.__name__, patient=True)
    forms = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        if isinstance(value, type):
            if value.__module__ == module.__name__:
                forms.update(_class_forms(name, value, canonicaliser, module.__file__))
        elif isinstance(value, types.FunctionType):
            if value.__module__ == module.__name__:
                forms.update(_function_forms(name, value, canonicaliser))
        elif _is_data(value, module.__name__):
            forms[name] = canonicaliser.form(value)
    return forms


def caching_functions(module):
    """Functions of the module whose results `functools` keeps, by name."""
    found = {}
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            for inner, member in list(vars(value).items()):
                found["%s.%s" % (name, inner)] = getattr(member, "__func__", member)
        else:
            found[name] = value
    return {name: value for name, value in found.items() if type(value).__name__ == "_lru_cache_wrapper"}


def cached(functions):
    """`{name: [results kept, most that are kept or None]}`."""
    told = {name: function.cache_info() for name, function in functions.items()}
    return {name: [each.currsize, each.maxsize] for name, each in told.items()}


def held_objects(module):
    """Objects that can change and that the module holds, by identity: its data, and what that holds directly."""
    found = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, type) and value.__module__ == module.__name__:
            for inner in list(vars(value).values()):
                _add_held(found, inner, module.__name__)
        elif isinstance(value, types.FunctionType):
            for inner in value.__defaults__ or ():
                _add_held(found, inner, module.__name__)
        else:
            _add_held(found, value, module.__name__)
    return found


def _add_held(found, value, module_name, depth=0):
    if not _can_change(value, module_name):
        return
    found[id(value)] = value
    if depth == 0 and type(value) in (list, dict):
        inside = value.values() if type(value) is dict else value
        for inner in list(inside)[:HELD_LIMIT]:
            _add_held(found, inner, module_name, 1)


def _can_change(value, module_name):
    kind = type(value)
    if kind in (list, dict, set, bytearray):
        return True
    return kind.__module__ in (module_name, "collections") and hasattr(value, "__dict__") and not callable(value)


def process_state():
    """What a call may change around it, by name, as plain values."""
    mask = os.umask(0)
    os.umask(mask)
    values = {
        # The mapping behind it, where there is one: decoding each name takes longer than all else here.
        "os.environ": dict(getattr(os.environ, "_data", os.environ)),
        "the working directory": _working_directory(),
        "the umask": mask,
        "sys.path": list(sys.path),
        "the recursion limit": sys.getrecursionlimit(),
    }
    decimal = sys.modules.get("decimal")
    if decimal is not None:
        context = decimal.getcontext()
        values["the decimal context"] = [context.prec, context.rounding, context.Emin, context.Emax]
    locale = sys.modules.get("locale")
    if locale is not None:
        values["the locale"] = locale.setlocale(locale.LC_ALL)
    return values


def changed(before, after):
    """What became of one of these values; of a mapping what is other than before: the rest is each process's own."""
    if isinstance(after, dict):
        return {name: after.get(name) for name in sorted({**before, **after}) if before.get(name) != after.get(name)}
    if isinstance(after, str) and after.startswith(before + os.sep):
        return "." + after[len(before) :]
    return after


def _working_directory():
    try:
        return os.getcwd()
    except OSError:
        return ""


def _is_data(value, module_name):
    kind = type(value)
    home = kind.__module__
    if home == module_name:
        return True
    return home.partition(".")[0] in _HOMES and kind not in _NEVER_STATE


_NEVER_STATE = (types.BuiltinFunctionType, types.GeneratorType, types.MethodType, property, object, zip, map, filter)


def _class_forms(prefix, kind, canonicaliser, filename):
    forms = {}
    for name, value in list(vars(kind).items()):
        if name.startswith("__") and name.endswith("__") and not isinstance(value, types.FunctionType):
            continue
        label = "%s.%s" % (prefix, name)
        function = getattr(value, "__func__", getattr(value, "fget", value))
        if isinstance(function, types.FunctionType):
            # Methods made by the standard library (those of data classes) are not the module's.
            if function.__code__.co_filename == filename:
                forms.update(_function_forms(label, function, canonicaliser))
        elif not callable(value) and not hasattr(type(value), "__get__"):
            forms[label] = canonicaliser.form(value)
    return forms


def _function_forms(name, function, canonicaliser):
    """Defaults that can change, contents of closures, and attributes; the functions themselves are not state."""
    found = dict(function.__kwdefaults__ or {})
    if function.__defaults__:
        code = function.__code__
        last = code.co_varnames[: code.co_argcount][-len(function.__defaults__) :]
        found.update(zip(last, function.__defaults__))
    forms = {
        "%s(%s)" % (name, parameter): canonicaliser.form(value)
        for parameter, value in found.items()
        if not callable(value)
    }
    if function.__closure__:
        for variable, value in zip(function.__code__.co_freevars, map(_content, function.__closure__)):
            if isinstance(value, _PLAIN):
                forms["%s<%s>" % (name, variable)] = canonicaliser.form(value)
    for key, value in function.__dict__.items():
        if not key.startswith("__") and not callable(value):
            forms["%s.%s" % (name, key)] = canonicaliser.form(value)
    return forms


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return None
