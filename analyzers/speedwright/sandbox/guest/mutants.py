"""The faults that can be planted in a function: a fixed list of operators, each from one node to its variants.

They are those of the literature on mutation testing (relations, arithmetic, connectives, constants, dropped
statements: Offutt et al., TOSEM 1996), and what Python programs get wrong beside these: slices, orders, copies.

A variant's `make` takes the operands of its site, so that the same recipe gives the planted code and, over
parameters, the function that tells whether the changed value ever differs.
"""

import ast
import collections

Variant = collections.namedtuple("Variant", "text make")
# `operands(node)` gives the parts that are evaluated once and in order; `original` makes the node from them. Both are
# None where telling the values apart would do things twice: there, what was reached counts as changed.
Choice = collections.namedtuple("Choice", "variants operands original")

_SHOWN = 40
_RELATIONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
# Of the other relations the variant is the opposite: always another value.
_GRADED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_SYMBOLS = {
    "Lt": "<",
    "LtE": "<=",
    "Gt": ">",
    "GtE": ">=",
    "Eq": "==",
    "NotEq": "!=",
    "In": "in",
    "NotIn": "not in",
    "Is": "is",
    "IsNot": "is not",
    "Add": "+",
    "Sub": "-",
    "Mult": "*",
    "Div": "/",
    "FloorDiv": "//",
    "Mod": "%",
    "Pow": "**",
    "LShift": "<<",
    "RShift": ">>",
    "BitAnd": "&",
    "BitOr": "|",
    "BitXor": "^",
}
_TEXT_METHODS = ("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title")
_COPIES = ("list", "dict", "set")
_CONTRARY = {"min": "max", "max": "min", "any": "all", "all": "any"}


def expression_variants(node, names):
    """The choice for an expression; None where no operator applies.

    `names` are those that the module binds: a builtin's name among them is not the builtin.
    """
    if isinstance(node, ast.Call):
        return _call(node, names)
    operator = _EXPRESSIONS.get(type(node))
    return operator(node) if operator is not None else None


def statement_variants(node, is_last):
    """The choice for a statement; `is_last` is whether the function ends with it."""
    if isinstance(node, ast.Return):
        return _return(node, is_last)
    if isinstance(node, ast.Break):
        return _whole(("`break` to `continue`", ast.Continue()))
    if isinstance(node, ast.Continue):
        return _whole(("`continue` to `break`", ast.Break()), ("`continue` removed", ast.Pass()))
    if isinstance(node, ast.AugAssign):
        return _augmented(node)
    kept = ast.Assign, ast.Expr, ast.Raise, ast.Delete
    is_dropped = isinstance(node, kept) and not (isinstance(node, ast.Assign) and not _is_update(node))
    return _whole((_dropped(node), ast.Pass())) if is_dropped else None


def negated(test):
    """A condition that no other operator inverts, inverted."""
    if isinstance(test, (ast.Compare, ast.Constant)) or (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    ):
        return None
    return _whole(("condition inverted", ast.UnaryOp(ast.Not(), test)))


def reversed_order(iterable):
    """What is run over, the other way round."""
    return _whole(("order of iteration reversed", ast.Call(ast.Name(REVERSED, ast.Load()), [iterable], [])))


REVERSED = "__speedwright_reversed__"


def other_constants(value):
    """The values that may take the place of a constant."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value + 1.0]
    if isinstance(value, str):
        return [""] if value else ["x"]
    return []


def changed(before, after):
    """How a variant is told to people."""
    return "`%s` to `%s`" % (before if len(before) <= _SHOWN else before[:_SHOWN] + "...", after)


def _whole(*variants):
    """A choice between whole nodes."""
    return Choice([Variant(text, lambda node=node: node) for text, node in variants], None, None)


def _compare(node):
    kinds = [type(each) for each in node.ops]
    if len(kinds) > 1:
        return _chain(node)
    if kinds[0] not in _GRADED:
        return _whole(*_chained(node, 0))
    variants = [Variant(_relation(kinds[0], other), _relating(other)) for other in _RELATIONS[kinds[0]]]
    variants += _shifted(node, kinds)
    return Choice(variants, lambda node: [node.left, node.comparators[0]], _relating(kinds[0]))


def _relation(kind, other):
    return changed(_SYMBOLS[kind.__name__], _SYMBOLS[other.__name__])


def _relating(kind):
    return lambda left, right: ast.Compare(left, [kind()], [right])


def _chain(node):
    """Parts that do nothing can be evaluated beforehand, whether the chain comes to them or not."""
    found = [variant for spot in range(len(node.ops)) for variant in _chained(node, spot)]
    if not all(isinstance(each, (ast.Name, ast.Constant)) for each in [node.left, *node.comparators]):
        return _whole(*found)
    variants = [Variant(text, _linking(changed_node.ops)) for text, changed_node in found]
    variants += _shifted(node, [type(each) for each in node.ops])
    return Choice(variants, lambda node: [node.left, *node.comparators], _linking(node.ops))


def bounds(node):
    """The constants of a comparison that are changed with it: where they are bounds, only some values tell."""
    parts = [node.left, *node.comparators]
    is_known = len(node.ops) == 1 or all(isinstance(each, (ast.Name, ast.Constant)) for each in parts)
    if not is_known or not all(isinstance(each, _GRADED) for each in node.ops):
        return []
    return [each for each in parts if isinstance(each, ast.Constant)]


def _shifted(node, kinds):
    """The comparison with one of its bounds changed."""
    parts = [node.left, *node.comparators]
    return [
        Variant(changed(repr(bound.value), repr(other)), _bounded(kinds, parts.index(bound), other))
        for bound in bounds(node)
        for other in other_constants(bound.value)
    ]


def _bounded(kinds, spot, value):
    def make(*parts):
        left, *others = [ast.Constant(value) if number == spot else part for number, part in enumerate(parts)]
        return ast.Compare(left, [kind() for kind in kinds], others)

    return make


def _linking(ops):
    return lambda left, *others: ast.Compare(left, ops, list(others))


def _chained(node, spot):
    kind = type(node.ops[spot])
    for other in _RELATIONS[kind]:
        ops = [*node.ops[:spot], other(), *node.ops[spot + 1 :]]
        yield _relation(kind, other), ast.Compare(node.left, ops, node.comparators)


def _binary(node):
    kind = type(node.op)
    other = _ARITHMETIC.get(kind)
    if other is None:
        return None
    variants = [Variant(_relation(kind, other), _operating(other))]
    if kind in (ast.Add, ast.Sub, ast.Mod):
        text = "sides of `%s` swapped" % _SYMBOLS[kind.__name__]
        variants.append(Variant(text, lambda left, right: ast.BinOp(right, kind(), left)))
    return Choice(variants, lambda node: [node.left, node.right], _operating(kind))


def _operating(kind):
    return lambda left, right: ast.BinOp(left, kind(), right)


def _connective(node):
    words = (ast.Or, "and", "or") if isinstance(node.op, ast.And) else (ast.And, "or", "and")
    return _whole((changed(*words[1:]), ast.BoolOp(words[0](), node.values)))


def _unary(node):
    if isinstance(node.op, ast.Not):
        return _whole(("`not` removed", node.operand))
    if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        removed = Variant("`-` removed", lambda value: value)
        return Choice([removed], lambda node: [node.operand], lambda value: ast.UnaryOp(ast.USub(), value))
    return None


def _constant(node):
    shown = repr(node.value)
    return _whole(*((changed(shown, repr(each)), ast.Constant(each)) for each in other_constants(node.value)))


def _subscript(node):
    index = _index(node)
    if not isinstance(node.ctx, ast.Load) or isinstance(index, (ast.Tuple, ast.Constant, ast.JoinedStr, ast.UnaryOp)):
        return None
    if isinstance(index, ast.Slice):
        return _slice(node)
    variants = [Variant("index one higher", _moved(ast.Add)), Variant("index one lower", _moved(ast.Sub))]
    return Choice(variants, lambda node: [node.value, _index(node)], _item)


def _index(node):
    """What stands between the brackets; CPython 3.8 has a node of its own around it."""
    return node.slice.value if type(node.slice).__name__ == "Index" else node.slice


def _item(value, index):
    # From CPython 3.9 on, `ast.Index` gives back what it is given.
    return ast.Subscript(value, ast.Index(index) if hasattr(ast, "Index") else index, ast.Load())


def _moved(kind):
    return lambda value, index: _item(value, ast.BinOp(index, kind(), ast.Constant(1)))


def _slice(node):
    names = [name for name in ("lower", "upper", "step") if getattr(node.slice, name) is not None]
    if not names:
        return _whole(("copy by `[:]` removed", node.value))
    variants = []
    for name in names:
        if name == "step":
            continue
        variants.append(Variant("%s bound of the slice removed" % name, _sliced(names, without=name)))
        if not isinstance(getattr(node.slice, name), ast.Constant):
            variants.append(Variant("%s bound of the slice one higher" % name, _sliced(names, higher=name)))
    return Choice(variants, lambda node: [node.value] + [getattr(node.slice, name) for name in names], _sliced(names))


def _sliced(names, without=None, higher=None):
    def make(value, *bounds):
        parts = dict(zip(names, bounds))
        if without is not None:
            del parts[without]
        if higher is not None:
            parts[higher] = ast.BinOp(parts[higher], ast.Add(), ast.Constant(1))
        wanted = [parts.get(name) for name in ("lower", "upper", "step")]
        return ast.Subscript(value, ast.Slice(*wanted), ast.Load())

    return make


def _call(node, names):
    if any(isinstance(each, ast.Starred) for each in node.args) or any(each.arg is None for each in node.keywords):
        return None
    if isinstance(node.func, ast.Name) and node.func.id not in names and node.args:
        return _builtin(node, node.func.id)
    return _method(node, node.func.attr) if isinstance(node.func, ast.Attribute) else None


def _builtin(node, name):
    first = node.args[0]
    if name == "sorted":
        keys = [each for each in node.keywords if each.arg == "key"]
        without = ast.Call(node.func, node.args, [each for each in node.keywords if each.arg != "key"])
        found = [("`sorted` removed", ast.Call(ast.Name("list", ast.Load()), node.args[:1], []))]
        return _whole(*found, *([("`key` of `sorted` removed", without)] if keys else []))
    if name in _COPIES and len(node.args) == 1:
        return _whole(("copy by `%s` removed" % name, first))
    if name == "reversed":
        return _whole(("`reversed` removed", ast.Call(ast.Name("iter", ast.Load()), [first], [])))
    if name in _CONTRARY:
        return _whole((changed(name, _CONTRARY[name]), _renamed(node, _CONTRARY[name])))
    if name == "abs":
        removed = Variant("`abs` removed", lambda value: value)
        return Choice([removed], lambda node: node.args, lambda value: _named_call("abs", value))
    return None


def _renamed(node, name):
    return ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)


def _named_call(name, *arguments):
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _method(node, name):
    if node.keywords:
        return None
    owner = node.func.value
    if name == "copy" and not node.args:
        return _whole(("`copy` removed", owner))
    if name == "get" and len(node.args) == 2:
        return _whole(("default of `get` removed", ast.Call(node.func, node.args[:1], [])))
    if name in _TEXT_METHODS and not node.args:
        removed = Variant("`%s` removed" % name, lambda value: value)
        return Choice([removed], lambda node: [node.func.value], _calling(name))
    return None


def _calling(name):
    return lambda value: ast.Call(ast.Attribute(value, name, ast.Load()), [], [])


def _return(node, is_last):
    if node.value is None:
        return None if is_last else _whole(("early `return` removed", ast.Pass()))
    variants = []
    if not (isinstance(node.value, ast.Constant) and node.value.value is None):
        variants.append(("`return` of nothing", ast.Return(ast.Constant(None))))
    if not is_last:
        variants.append(("early `return` removed", ast.Pass()))
    return _whole(*variants)


def _augmented(node):
    variants = [("update removed", ast.Pass())]
    kind = type(node.op)
    if kind in _ARITHMETIC:
        other = _ARITHMETIC[kind]
        text = changed(_SYMBOLS[kind.__name__] + "=", _SYMBOLS[other.__name__] + "=")
        variants.append((text, ast.AugAssign(node.target, other(), node.value)))
    return _whole(*variants)


def _is_update(node):
    """Whether an assignment changes what is there already: where a plain name is missing its next use fails."""
    return all(isinstance(target, (ast.Subscript, ast.Attribute)) for target in node.targets)


def _dropped(node):
    return "statement removed" if not isinstance(node, ast.Raise) else "`raise` removed"


_EXPRESSIONS = {
    ast.Compare: _compare,
    ast.BinOp: _binary,
    ast.BoolOp: _connective,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Subscript: _subscript,
}
