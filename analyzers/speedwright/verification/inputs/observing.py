"""Follows the parameters through a function's body and notes in slots what is done with them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from speedwright.verification.inputs.frames import (
    LOCATORS,
    located,
    rows_of,
    selected,
    table_attribute,
    table_call,
)
from speedwright.verification.inputs.library import (
    LIST_METHODS,
    MAPPING_METHODS,
    TEXT_METHODS,
    builtin_call,
    method_call,
)
from speedwright.verification.inputs.operators import alike, arithmetic, contains
from speedwright.verification.inputs.reading import FunctionNode
from speedwright.verification.inputs.slots import Slot

_CLASSES = {"dict": "mapping", "list": "list", "str": "text", "tuple": "tuple", "int": "number", "float": "real"}
# Of a value seen so, an element has one type; of another that is indexed by constants, each has its own.
_SEQUENCE_FACTS = frozenset(("iterated", "sized", "list"))
_MOST_CALLS = 12


class Observer:
    """One pass over a function; `known` are the module's functions by bare name, followed when they are called.

    `tables` is whether the module works with tables of pandas.
    """

    def __init__(self, known: dict[str, FunctionNode], tables: bool = False) -> None:
        self._known = known
        self._tables = tables
        self._open: list[str] = []
        self._calls = 0
        self._scope: dict[str, Slot] = {}
        self._parameters: dict[tuple[str, str], Slot] = {}

    def observe(self, function: FunctionNode, arguments: Sequence[Slot]) -> None:
        """Note what `function` does with its positional parameters."""
        if function.name in self._open or self._calls >= _MOST_CALLS:
            self._recursive(function, arguments)
            return
        self._calls += 1
        self._open.append(function.name)
        outer, self._scope = self._scope, dict(self._scope)
        names = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        self._scope.update(zip((each.arg for each in names), arguments, strict=False))
        for slot, each in zip(arguments, names, strict=False):
            slot.names.add(each.arg)
            self._parameters[function.name, each.arg] = slot
        # Twice: what a loop's end says of a name holds at its start too.
        for _ in range(2):
            for statement in function.body:
                self._statement(statement)
        self._scope = outer
        self._open.pop()

    def _recursive(self, function: FunctionNode, arguments: Sequence[Slot]) -> None:
        """A part that is given to the function again is like the whole."""
        for slot, each in zip(arguments, function.args.args, strict=False):
            whole = self._parameters.get((function.name, each.arg))
            if whole is None or slot is whole:
                continue
            whole.is_recursive = True
            for holder in self._holders(whole):
                if holder._element is slot:
                    holder._element = whole
                if holder._value is slot:
                    holder._value = whole

    def _holders(self, whole: Slot) -> list[Slot]:
        """The value and what it holds under constant keys or attributes."""
        return [whole, *whole.entries.values(), *whole.attributes.values()]

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inner = [Slot() for _ in node.args.args]
                self._known = {**self._known, node.name: node}
                self.observe(node, inner)
                return
            case ast.ClassDef():
                return
            case ast.Assign(targets, value):
                slot = self.slot(value)
                for target in targets:
                    self._bind(target, slot)
            case ast.AnnAssign(target, _, ast.expr() as value):
                self._bind(target, self.slot(value))
            case ast.AugAssign(target, operator, value):
                arithmetic(self.slot(target), operator, self.slot(value), target, value)
            case ast.For(target, iterated, _, _) | ast.AsyncFor(target, iterated, _, _):
                self._bind(target, self._iterated(iterated))
            case _:
                pass
        for child in ast.iter_child_nodes(node):
            self._visit(child)

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            self._statement(node)
        elif isinstance(node, ast.expr):
            self.slot(node)
        else:
            for child in ast.iter_child_nodes(node):
                self._visit(child)

    def _bind(self, target: ast.expr, slot: Slot) -> None:
        match target:
            case ast.Name(name):
                # A name that is a parameter and is bound again keeps both meanings.
                self._scope[name] = slot
            case ast.Tuple(items) | ast.List(items):
                if any(isinstance(each, ast.Starred) for each in items):
                    slot.see("iterated")
                    return
                for item, part in zip(items, slot.unpacked(len(items)), strict=True):
                    self._bind(item, part)
            case ast.Attribute(owner, name):
                self.slot(owner).attributes.setdefault(name, slot)
            case ast.Subscript():
                self.slot(target)
            case _:
                pass

    def _iterated(self, node: ast.expr) -> Slot:
        """The slot of what a loop over `node` gives."""
        match node:
            case ast.Call(ast.Name("enumerate"), [inner, *_]):
                return _pair(_index(), self._iterated(inner))
            case ast.Call(ast.Name("zip"), arguments):
                return _tuple([self._iterated(each) for each in arguments])
            case ast.Call(ast.Name("range"), arguments):
                for each in arguments:
                    self.slot(each).see("number", "index")
                return _index()
            case ast.Call(ast.Attribute(owner, "items"), []):
                slot = self.slot(owner)
                slot.see("mapping")
                return _pair(slot.key, slot.value)
            case ast.Call(ast.Attribute(owner, "keys"), []):
                slot = self.slot(owner)
                slot.see("mapping")
                return slot.key
            case ast.Call(ast.Attribute(owner, "values"), []):
                slot = self.slot(owner)
                slot.see("mapping")
                return slot.value
            case ast.Call(ast.Attribute(owner, method)) if (
                self._tables and (row := rows_of(self.slot(owner), method)) is not None
            ):
                self.slot(node)
                return row
            case _:
                slot = self.slot(node)
                slot.see("iterated")
                return slot.key if "mapping" in slot.facts else slot.element

    def slot(self, node: ast.expr) -> Slot:
        """The slot of an expression, after noting what it says of its parts."""
        match node:
            case ast.Name(name):
                return self._scope.get(name) or Slot()
            case ast.Constant(value):
                return _constant(value)
            case ast.Attribute(owner, name):
                return self._attribute(self.slot(owner), name)
            case ast.Subscript(ast.Attribute(owner, name), index) if self._tables and name in LOCATORS:
                self._visit(index)
                return located(self.slot(owner), index)
            case ast.Subscript(owner, index):
                return self._subscript(self.slot(owner), index)
            case ast.Call():
                return self._call(node)
            case ast.Starred(value):
                return self._iterated(value)
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._scoped(node)
            case _:
                return self._operation(node)

    def _attribute(self, owner: Slot, name: str) -> Slot:
        if self._tables:
            table_attribute(owner, name)
        return owner.attribute(name)

    def _operation(self, node: ast.expr) -> Slot:
        match node:
            case ast.BinOp(left, operator, right):
                return arithmetic(self.slot(left), operator, self.slot(right), left, right)
            case ast.UnaryOp(ast.USub() | ast.Invert(), operand):
                slot = self.slot(operand)
                slot.see("number")
                return slot
            case ast.Compare(left, operators, rights):
                self._compare(left, operators, rights)
                return Slot({"truth"})
            case ast.BoolOp(_, values):
                first, *_ = [self.slot(each) for each in values]
                return first
            case ast.NamedExpr(target, value):
                slot = self.slot(value)
                self._bind(target, slot)
                return slot
            case ast.IfExp(test, body, other):
                chosen, *_ = [self.slot(each) for each in (body, test, other)]
                return chosen
        for child in ast.iter_child_nodes(node):
            self._visit(child)
        return Slot({"text"}) if isinstance(node, ast.JoinedStr) else Slot()

    def _scoped(self, node: ast.Lambda | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Slot:
        if not isinstance(node, ast.Lambda):
            return self._comprehension(node)
        self._scope.update({each.arg: Slot() for each in node.args.args if each.arg not in self._scope})
        self.slot(node.body)
        return Slot({"called"})

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Slot:
        outer = dict(self._scope)
        for each in node.generators:
            self._bind(each.target, self._iterated(each.iter))
            for condition in each.ifs:
                self.slot(condition)
        result = Slot({"iterated"})
        if isinstance(node, ast.DictComp):
            result._key, result._value = self.slot(node.key), self.slot(node.value)
            result.see("mapping")
        else:
            result._element = self.slot(node.elt)
        self._scope = outer
        return result

    def _subscript(self, slot: Slot, index: ast.expr) -> Slot:
        if self._tables and (part := selected(slot, index)) is not None:
            self._visit(index)
            return part
        match index:
            case ast.Tuple(items) if 1 < len(items) <= 3:
                slot.dimensions = len(items)
                return Slot({"number"})
            case ast.Constant(str() as name):
                return slot.entry(name)
            case ast.Slice(lower, upper, step):
                slot.see("sliced")
                for each in (lower, upper, step):
                    if each is not None:
                        self.slot(each).see("number", "index")
                return slot
            case ast.Constant(int() as number) if 0 <= number <= 3 and not slot.facts & _SEQUENCE_FACTS:
                slot.see("indexed")
                return slot.unpacked(number + 1)[number]
        key = self.slot(index)
        if "mapping" in slot.facts:
            key.see("hashed")
            slot._key = slot._key or key
            return slot.value
        slot.see("indexed")
        if key.facts & {"text", "hashed"}:
            slot.see("mapping")
            return slot.value
        if "number" in key.facts or isinstance(index, (ast.BinOp, ast.UnaryOp)):
            key.see("number", "index")
        return slot.element

    def _call(self, node: ast.Call) -> Slot:
        for keyword in node.keywords:
            if keyword.arg == "key" and isinstance(keyword.value, ast.Lambda) and node.args:
                self._bind_lambda(keyword.value, self._iterated(node.args[0]))
            else:
                self.slot(keyword.value)
        match node.func:
            case ast.Attribute(owner, method):
                return self._method(self.slot(owner), method, node)
            case ast.Name(name) if name in self._scope:
                self._scope[name].see("called")
                for each in node.args:
                    self.slot(each)
                return Slot()
            case ast.Name(name):
                return self._function(name, node)
            case _:
                for each in (node.func, *node.args):
                    self._visit(each)
                return Slot()

    def _bind_lambda(self, node: ast.Lambda, slot: Slot) -> None:
        if len(node.args.args) == 1:
            outer = dict(self._scope)
            self._scope[node.args.args[0].arg] = slot
            self.slot(node.body)
            self._scope = outer

    def _function(self, name: str, node: ast.Call) -> Slot:
        if name == "isinstance" and len(node.args) == 2:
            self._isinstance(node)
            return Slot({"truth"})
        slots = [self.slot(each) for each in node.args]
        if name in self._known:
            self.observe(self._known[name], slots)
            return Slot()
        return builtin_call(name, slots, node)

    def _isinstance(self, node: ast.Call) -> None:
        names = [each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name)]
        # A test for a type says that others come too.
        self.slot(node.args[0]).see("tested", *(f"is-{each}" for each in names if each in _CLASSES))

    def _method(self, owner: Slot, method: str, node: ast.Call) -> Slot:
        slots = [self.slot(each) for each in node.args]
        if self._tables and (found := self._of_table(owner, method, node)) is not None:
            return found
        if method in ("get", "setdefault", "pop") and node.args and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            if isinstance(name, str):
                owner.optional.add(name)
                return owner.entry(name)
        if method in MAPPING_METHODS:
            owner.see("mapping")
            if slots:
                slots[0].see("hashed")
                owner._key = owner._key or slots[0]
            return owner.value
        if method in self._known and method not in TEXT_METHODS | LIST_METHODS:
            self.observe(self._known[method], [owner, *slots])
            owner.attribute(method)
            return Slot()
        return method_call(owner, method, slots, node)

    def _of_table(self, owner: Slot, method: str, node: ast.Call) -> Slot | None:
        """What a method of a table says; a function that is applied to its rows is given one."""
        if method in ("apply", "map") and node.args:
            applied = node.args[0]
            if isinstance(applied, ast.Lambda):
                self._bind_lambda(applied, owner)
            elif isinstance(applied, ast.Name) and applied.id in self._known:
                self.observe(self._known[applied.id], [owner])
        return table_call(owner, method, node)

    def _compare(self, left: ast.expr, operators: list[ast.cmpop], rights: list[ast.expr]) -> None:
        before = self.slot(left)
        for operator, node in zip(operators, rights, strict=True):
            after = self.slot(node)
            if isinstance(operator, (ast.In, ast.NotIn)):
                contains(before, left, after)
            elif not isinstance(operator, (ast.Is, ast.IsNot)):
                alike(before, after, ordered=not isinstance(operator, (ast.Eq, ast.NotEq)))
            before, left = after, node


def _constant(value: object) -> Slot:
    if isinstance(value, bool) or value is None:
        return Slot()
    if isinstance(value, (int, float)):
        return Slot({"number", "real"} if isinstance(value, float) else {"number"})
    return Slot({"text"}) if isinstance(value, str) else Slot()


def _index() -> Slot:
    return Slot({"number", "index"})


def _pair(first: Slot, second: Slot) -> Slot:
    return _tuple([first, second])


def _tuple(parts: list[Slot]) -> Slot:
    return Slot(parts=list(parts))
