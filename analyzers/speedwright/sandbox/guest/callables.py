"""Callables given as inputs: they answer by a simple rule and record that they were called, and with what."""

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
}


def recording_callable(behaviour, recordings):
    """A function that behaves as named and appends (number, arguments) to `recordings`, shared by one case."""
    answer = BEHAVIOURS[behaviour]
    number = len({entry for entry, _ in recordings})

    def callback(*values, **named_values):
        recordings.append((number, repr(values) + repr(sorted(named_values.items()))))
        return answer(*values)

    callback.speedwright_behaviour = behaviour
    return callback
