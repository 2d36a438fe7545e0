"""What the methods and functions of the standard types do to the values they are called on."""

from __future__ import annotations

CHANGING_METHODS = frozenset(
    {
        "add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft",
        "insert", "intersection_update", "pop", "popitem", "popleft", "put", "remove", "reverse", "rotate",
        "setdefault", "sort", "subtract", "symmetric_difference_update", "update", "write", "writelines",
    }
)  # fmt: skip
"""Methods that change their object, whichever builtin type it has."""

READING_METHODS = frozenset(
    {
        "bit_length", "capitalize", "casefold", "copy", "count", "decode", "difference", "elements", "encode",
        "endswith", "expandtabs", "find", "format", "format_map", "get", "hex", "index", "intersection",
        "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isdisjoint", "isidentifier", "islower",
        "isnumeric", "isspace", "issubset", "issuperset", "istitle", "isupper", "items", "join", "keys",
        "ljust", "lower", "lstrip", "most_common", "partition", "removeprefix", "removesuffix", "replace",
        "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
        "strip", "swapcase", "symmetric_difference", "title", "translate", "union", "upper", "values", "zfill",
    }
)  # fmt: skip
"""Methods of the builtin types that neither change nor keep their object."""

READING_FUNCTIONS = frozenset(
    {
        "abs", "all", "any", "ascii", "bin", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate",
        "filter", "float", "format", "frozenset", "hash", "hex", "id", "int", "isinstance", "issubclass",
        "iter", "len", "list", "map", "max", "min", "oct", "ord", "pow", "print", "range", "repr", "reversed",
        "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip",
    }
)  # fmt: skip
"""Builtin functions that do not change their arguments (they may call back into an object's own methods)."""

LIST_METHODS = frozenset({"append", "extend", "insert", "sort", "reverse"})
"""Methods that among the builtin types only lists have (`append` and `extend`: lists and bytearrays)."""

STRING_RESULTS = frozenset(
    {
        "capitalize", "casefold", "expandtabs", "format", "format_map", "join", "ljust", "lower", "lstrip",
        "removeprefix", "removesuffix", "replace", "rjust", "rstrip", "strip", "swapcase", "title", "translate",
        "upper", "zfill",
    }
)  # fmt: skip
"""Methods of str that give a str."""

INTEGER_RESULTS = frozenset({"count", "find", "index", "rfind", "rindex", "bit_length"})
"""Methods of the builtin types that give an int."""

LIST_OF_STRING_RESULTS = frozenset({"split", "rsplit", "splitlines"})
"""Methods of str that give a list of str."""
