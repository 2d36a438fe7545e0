"""Recipes to values. Only here do inputs come alive."""

from .callables import recording_callable
from .loading import named


class RecipeError(Exception):
    """A recipe that cannot be built here: an input that does not exist for this module."""


class Builder:
    """Builds the values of one case; labels live as long as the builder."""

    def __init__(self, module):
        self._module = module
        self._labelled = {}
        self._callables = 0
        self.recordings = []

    def build(self, recipe):
        """The value of a recipe. Raises RecipeError."""
        try:
            return self._build(recipe)
        except RecipeError:
            raise
        except Exception as error:
            raise RecipeError("%s: %s" % (type(error).__name__, str(error)[:200])) from error

    def _build(self, recipe):
        kind = recipe[0]
        # Timings build hundreds of thousands of these two.
        if kind == "int":
            return int(recipe[1], 16)
        if kind == "str":
            return recipe[1]
        maker = _ATOMS.get(kind)
        if maker is not None:
            return maker(*recipe[1:])
        if kind == "ref":
            return self._labelled[recipe[1]]
        if kind == "name":
            return named(self._module, recipe[1])
        return getattr(self, "_" + kind)(*recipe[1:])

    def _remember(self, label, value):
        if label is not None:
            self._labelled[label] = value
        return value

    def _list(self, label, items):
        value = self._remember(label, [])
        build = self._build
        value.extend([build(item) for item in items])
        return value

    def _dict(self, label, pairs):
        value = self._remember(label, {})
        for key, item in pairs:
            value[self._build(key)] = self._build(item)
        return value

    def _tuple(self, label, items):
        return self._remember(label, tuple([self._build(item) for item in items]))

    def _set(self, label, items):
        return self._remember(label, {self._build(item) for item in items})

    def _frozenset(self, label, items):
        return self._remember(label, frozenset([self._build(item) for item in items]))

    def _new(self, label, name, arguments, keywords):
        if name == "guest:instance":
            return self._instance(label, *arguments)
        if name == "guest:callable":
            return self._remember(label, self._callable(self._build(arguments[0])))
        if name == "guest:last":
            return self._remember(label, [self._build(argument) for argument in arguments][-1])
        maker = named(self._module, name)
        values = [self._build(argument) for argument in arguments]
        named_values = {keyword: self._build(value) for keyword, value in keywords}
        return self._remember(label, maker(*values, **named_values))

    def _callable(self, behaviour):
        self._callables += 1
        return recording_callable(behaviour, self.recordings, self._module.__name__, self._callables)

    def _instance(self, label, class_name, state):
        kind = named(self._module, self._build(class_name))
        value = self._remember(label, kind.__new__(kind))
        for name, item in self._build(state).items():
            object.__setattr__(value, name, item)
        return value


_ATOMS = {
    "none": lambda: None,
    "bool": bool,
    "float": float.fromhex,
    "complex": lambda real, imaginary: complex(float.fromhex(real), float.fromhex(imaginary)),
    "bytes": bytes.fromhex,
}
