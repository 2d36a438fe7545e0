"""Callables given as inputs: they answer by a simple rule and record that they were called, and with what."""

import itertools

from .canonical import Canonicaliser, compact
from .lazy import Numbers


def _failing(*_values):
    raise ValueError("failed")


def _failing_later():
    calls = itertools.count()

    def answer(*values):
        return _failing() if next(calls) == 1 else (values[0] if values else None)

    return answer


BEHAVIOURS = {
    "identity": lambda *values: values[0] if values else None,
    "true": lambda *_values: True,
    "false": lambda *_values: False,
    "none": lambda *_values: None,
    "truth": lambda *values: bool(values[0]) if values else False,
    "length": lambda *values: len(str(values[0])) if values else 0,
    "text": lambda *values: str(values[0]) if values else "",
    "count": lambda *values: len(values),
    "add": lambda *values: values[0] if len(values) < 2 else values[0] + values[1],
    "compare": lambda *values: 0 if len(values) < 2 else (values[0] > values[1]) - (values[0] < values[1]),
    "half": lambda *values: len(str(values[0])) / 2 if values else 0.5,
    "list": lambda *values: list(values),
    "dict": lambda *values: dict(enumerate(values)),
    "tuple": lambda *values: values,
    "fails": _failing,
}
# Behaviours with a memory of their own are made anew for each callable.
_MAKERS = {"fails later": _failing_later}
ASYNCHRONOUS = "async "


def recording_callable(behaviour, recordings, module_name, number):
    """A function that behaves as named and appends (number, arguments) to `recordings`, shared by one case.

    Arguments are written down as they are at that moment, and told apart from equal ones by a number.
    """
    plain = behaviour[len(ASYNCHRONOUS) :] if behaviour.startswith(ASYNCHRONOUS) else behaviour
    answer = _MAKERS[plain]() if plain in _MAKERS else BEHAVIOURS[plain]
    numbers = Numbers()

    def callback(*values, **named_values):
        canonicaliser = Canonicaliser(module_name, patient=True)
        form = canonicaliser.form([list(values), sorted(named_values.items())])
        recordings.append([number, compact(form), [numbers.of(value) for value in values]])
        return answer(*values)

    def later(*values, **named_values):
        import asyncio

        return asyncio.sleep(0, callback(*values, **named_values))

    made = callback if plain == behaviour else later
    made.speedwright_behaviour = behaviour
    return made
