"""Forms of numpy's and pandas' values, without importing either: by what their types look like."""


def library_form(value, kind, form, memory):
    """The form of an array, a frame or the like; None for all else.

    `form` writes parts; `memory` gives one number for each
    object that lends arrays their memory.
    """
    root = kind.__module__.partition(".")[0]
    if root == "numpy" and hasattr(value, "tobytes") and hasattr(value, "dtype"):
        return _array_form(value, form, memory)
    if root == "pandas":
        return _pandas_form(value, kind, form)
    return None


def _array_form(value, form, memory):
    shown = [type(value).__name__, str(value.dtype), list(value.shape), _content(value, form)]
    if not hasattr(type(value), "__setitem__"):
        return ["array", *shown]
    flags = value.flags
    kept = [bool(flags.c_contiguous), bool(flags.f_contiguous), bool(flags.writeable), memory(_owner(value))]
    mask = [form(value.mask.tolist())] if hasattr(value, "mask") else []
    return ["array", *shown, kept, mask]


def _owner(value):
    """The object whose memory a view shows."""
    while getattr(value, "base", None) is not None:
        value = value.base
    return value


def _content(value, form):
    kind = value.dtype.kind
    if value.dtype.hasobject:
        return form(value.tolist())
    if kind in "fc" and value.dtype.itemsize in (16, 32) and value.dtype.char in "gG":
        # The padding of extended precision is whatever was there.
        return repr(value.tolist())
    if kind in "fc" and bool((value != value).any()):
        # NaNs differ in bits that nothing shows.
        return [repr(value.real.tolist()), repr(value.imag.tolist())]
    return value.tobytes().hex()


def _pandas_form(value, kind, form):
    name = kind.__name__
    if name == "DataFrame":
        columns = [_series_form(value.iloc[:, number], form) for number in range(value.shape[1])]
        return ["frame", _index_form(value.columns, form), _index_form(value.index, form), columns, form(value.attrs)]
    if name == "Series":
        return [
            "series", name, form(value.name), _index_form(value.index, form), _series_form(value, form),
            form(value.attrs),
        ]  # fmt: skip
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        return ["series", name, _index_form(value, form)] if hasattr(value, "names") else _series_form(value, form)
    return ["text", "pandas:" + name, repr(value)]


def _series_form(values, form):
    return [repr(values.dtype), _values(values, form)]


def _index_form(index, form):
    frequency = str(getattr(index, "freq", ""))
    return [type(index).__name__, repr(index.dtype), form(list(index.names)), _values(index, form), frequency]


def _values(values, form):
    """Numbers as their text, which is quick; objects one by one, for their text may lie."""
    listed = values.tolist()
    return form(listed) if values.dtype == object else repr(listed)
