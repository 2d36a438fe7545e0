"""Whole calls for a signature: arguments drawn, related, some defaults left out, an instance with a past."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from speedwright.model.recipe import Call, Construct, Recipe, Reference
from speedwright.model.signature import Parameter, TypeShape
from speedwright.verification.inputs.annotations import ClassInfo, classes, shape_of_hint
from speedwright.verification.inputs.base import Drawing
from speedwright.verification.inputs.changing import changed
from speedwright.verification.inputs.conforming import conforms
from speedwright.verification.inputs.constants import constants_of_both
from speedwright.verification.inputs.literals import last_of
from speedwright.verification.inputs.reading import FunctionNode
from speedwright.verification.inputs.relating import Relating
from speedwright.verification.inputs.relations import relate
from speedwright.verification.inputs.shapes import Drawer, ShapeError
from speedwright.verification.inputs.traversal import is_plain
from speedwright.verification.inputs.usage import inferred, refine

ANY = TypeShape("any")


class CallDrawer:
    """Draws calls of one entry point; each purpose has its own stream of choices."""

    def __init__(self, drawing: Drawing, purpose: str, *, calm: bool = False) -> None:
        self.rng = drawing.random(purpose)
        self._signature = drawing.signature
        known = constants_of_both(drawing.module_source, drawing.candidate_source, drawing.function)
        self._classes = classes(drawing.module_source)
        records = tuple(each.shape for each in self._classes.values() if each.shape.fields)
        self.drawer = Drawer(self.rng, known, () if drawing.signature.is_method else records, calm=calm)
        self._relating = Relating(self.rng, self.drawer.texts, known)
        self._literals = known.literals
        self._guessed: dict[str, tuple[TypeShape, ...]] = {}
        self._method = drawing.function.rpartition(".")[2]

    def calls(self, count: int) -> Iterator[Call]:
        """`count` calls; fewer, or none, where a parameter's shape cannot be built."""
        for _ in range(count):
            try:
                yield self.call()
            except ShapeError:
                continue

    def call(self) -> Call:
        """One call. Raises ShapeError where a required parameter has a shape that cannot be built."""
        self.drawer.restart()
        chosen = self._present()
        positional = [each for each in chosen if each.kind == "positional"]
        offset = 1 if self._signature.is_method else 0
        extra = [each for each in chosen if each.kind == "varargs" for _ in range(self.rng.randint(0, 4))]
        given = [*positional[offset:], *extra]
        shapes = [each.shape or ANY for each in given]
        related = relate(self._relating, [self._argument(each) for each in given], shapes)
        instance = [self.instance(positional[0].shape or ANY)] if offset else []
        named = tuple((each.name, self._argument(each)) for each in chosen if each.kind == "keyword")
        others = tuple(pair for each in chosen if each.kind == "varkeywords" for pair in self._keywords(each))
        return Call((*instance, *related), named + others)

    def shaped(self, call: Call) -> list[tuple[Recipe, TypeShape]]:
        """The arguments of a call, as `parts_of` gives them, each with the shape of its parameter."""
        positional = [each for each in self._signature.parameters if each.kind == "positional"]
        by_name = {each.name: each.shape or ANY for each in self._signature.parameters}
        shapes = [each.shape or ANY for each in positional] + [ANY] * len(call.arguments)
        named = [(value, by_name.get(name, ANY)) for name, value in call.keywords]
        return [*zip(call.arguments, shapes, strict=False), *named]

    def _present(self) -> list[Parameter]:
        """The parameters that get a value: optional ones mostly do, and none after one that does not."""
        chosen: list[Parameter] = []
        open_positions = True
        for each in self._signature.parameters:
            wanted = not each.has_default or self.rng.random() < 0.65
            if each.kind in ("positional", "varargs"):
                open_positions = open_positions and wanted
                wanted = open_positions
            if wanted:
                chosen.append(each)
        return chosen

    def _argument(self, parameter: Parameter) -> Recipe:
        draw = self.rng.random()
        if parameter.default is not None and draw < 0.08 and not isinstance(parameter.default, Reference):
            return parameter.default
        shape = parameter.shape or ANY
        if self._literals and draw > 0.93:
            fitting = [recipe for _, recipe in self._literals if is_plain(recipe) and conforms(recipe, shape)]
            if fitting:
                return self.rng.choice(fitting)
        return self.drawer.draw(shape)

    def _keywords(self, parameter: Parameter) -> Iterator[tuple[str, Recipe]]:
        names = [self.drawer.texts.key() for _ in range(self.rng.randint(0, 3))]
        for name in dict.fromkeys(each for each in names if each.isidentifier()):
            if all(name != each.name for each in self._signature.parameters):
                yield name, self._argument(parameter)

    def instance(self, shape: TypeShape) -> Recipe:
        """An instance, as new or after calls of its other methods and changes of its attributes."""
        fresh = self.drawer.draw(shape)
        info = self._classes.get(shape.name.rpartition(":")[2])
        if info is None or not isinstance(fresh, Construct) or self.rng.random() < 0.3:
            return fresh
        label = self.drawer.label() + 500
        past = self.past(info, label, self.rng.randint(1, 5))
        return (
            last_of(Construct(fresh.name, fresh.arguments, fresh.keywords, label), *past, Reference(label))
            if past
            else fresh
        )

    def changed(self, target: Reference, made: Recipe, other: Recipe) -> Recipe | None:
        """What a caller may do to an argument between two calls, as `changing` has it."""
        return changed(target, made, other, self._classes, self.rng)

    def past(self, info: ClassInfo, label: int, length: int) -> list[Recipe]:
        """Calls of the public methods of the instance with this label."""
        usable = [(name, node) for name, node in info.methods if _is_usable(name, node)]
        # Methods that change the instance say more than those that only read it.
        changing = [each for each in usable if each[0] != self._method and _changes(each[1])] or usable
        effects: list[Recipe] = []
        for _ in range(length if changing else 0):
            name, node = self.rng.choice(changing if self.rng.random() < 0.8 else usable)
            arguments = tuple(self.drawer.draw(shape) for shape in self._hinted(node))
            effects.append(Construct(f"{info.shape.name}.{name}", (Reference(label), *arguments)))
        return effects

    def _hinted(self, node: FunctionNode) -> Iterator[TypeShape]:
        names = node.args.args
        guesses = self._guessed.setdefault(node.name, inferred(node))
        required = len(names) - len(node.args.defaults)
        wanted = self.rng.randint(max(1, required), len(names))
        for each, guess in list(zip(names, guesses, strict=True))[1:wanted]:
            shape = shape_of_hint(each.annotation, {})
            yield _by_name(each.arg) if shape.kind == "any" and guess.kind == "any" else refine(shape, guess)


def _is_usable(name: str, node: FunctionNode) -> bool:
    return (
        not name.startswith("_")
        and isinstance(node, ast.FunctionDef)
        and not node.decorator_list
        and bool(node.args.args)
    )


def _changes(node: ast.AST) -> bool:
    """Whether a method seems to change its instance: it assigns to it, or calls a method of an attribute."""
    for each in ast.walk(node):
        match each:
            case ast.Attribute(ast.Name("self"), _, ast.Store()):
                return True
            case ast.Call(ast.Attribute(ast.Attribute(ast.Name("self")), _)) | ast.Call(ast.Attribute(ast.Call(), _)):
                return True
            case ast.Assign([ast.Subscript(ast.Attribute(ast.Name("self")))]):
                return True
            case _:
                pass
    return False


def _by_name(name: str) -> TypeShape:
    """A guess for an argument of a method that only prepares the instance."""
    numeric = (
        "price",
        "qty",
        "count",
        "n",
        "amount",
        "value",
        "size",
        "score",
        "weight",
        "number",
        "index",
        "i",
        "k",
        "x",
        "y",
    )
    return TypeShape("int") if name in numeric else TypeShape("str", name="key")
