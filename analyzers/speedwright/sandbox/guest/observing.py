"""Running one case and writing down everything that a caller could see of it."""

import io
import logging
import os
import sys
import tempfile
import time
import types
import warnings

from .building import Builder, RecipeError
from .canonical import Canonicaliser, compact
from .effects import recorder
from .loading import resolve
from .raising import raised

ITEMS_LIMIT = 500
OUTPUT_LIMIT = 1 << 20


class _Records(logging.Handler):
    def __init__(self):
        super().__init__(0)
        self.records = []

    def emit(self, record):
        self.records.append([record.name, record.levelname, record.getMessage()])


class Observer:
    """Runs the steps of one case against the entry point, in a process made for this case."""

    @staticmethod
    def clock():
        """The time that a call's is taken from."""
        return cpu_now()

    def __init__(self, module, qualname, before, output):
        self._module = module
        self._before = before
        self._qualname = qualname
        self._results = []
        self._records = _Records()
        self._output = output

    def run(self, steps):
        """The observations of the steps, in order; `{"unbuildable": reason}` when the input cannot exist."""
        builder = Builder(self._module)
        root = logging.getLogger()
        root.addHandler(self._records)
        root.setLevel(1)
        observations = []
        try:
            for step in steps:
                if step[0] == "disturb":
                    disturb(self._results, step[1])
                    continue
                arguments = [builder.build(recipe) for recipe in step[1]]
                keywords = {name: builder.build(recipe) for name, recipe in step[2]}
                observations.append(self._call(arguments, keywords, builder))
        except RecipeError as error:
            return {"unbuildable": str(error)}
        finally:
            root.removeHandler(self._records)
        after = state_forms(self._module)
        changed = {name: form for name, form in after.items() if self._before.get(name) != form}
        return {"steps": observations, "state": changed}

    def _call(self, arguments, keywords, builder):
        observation = {}
        marks = (len(self._records.records), len(builder.recordings))
        with warnings.catch_warnings(record=True) as caught, recorder.recording() as effects:
            warnings.simplefilter("always")
            self._output.start()
            self._outcome(observation, arguments, keywords)
            self._forms(observation, arguments, keywords)
            observation["output"], observation["errors"] = self._output.stop()
        observation["logs"] = self._records.records[marks[0] :]
        observation["callbacks"] = builder.recordings[marks[1] :]
        observation["warnings"] = [[each.category.__name__, str(each.message)] for each in caught]
        observation["effects"] = effects
        return observation

    def _outcome(self, observation, arguments, keywords):
        # Looked up at each call: the module may rebind its own names.
        function = resolve(self._module, self._qualname)
        start = self.clock()
        try:
            result = function(*arguments, **keywords)
            if isinstance(result, types.CoroutineType):
                result = finished(result)
            if _is_lazy(result):
                observation["items"], result = _drawn(result, arguments, self._module), None
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as error:
            observation["raised"] = raised(error, self._module)
            self._results.append(None)
        else:
            self._results.append(result)
        observation["cpu_s"] = self.clock() - start

    def _forms(self, observation, arguments, keywords):
        canonicaliser = Canonicaliser(self._module.__name__)
        observation["arguments"] = compact([canonicaliser.form(list(arguments)), canonicaliser.form(keywords)])
        observation["result"] = compact(canonicaliser.form(self._results[-1]))
        observation["earlier"] = compact([canonicaliser.form(earlier) for earlier in self._results[:-1]])


def cpu_now():
    """Processor seconds of this process.

    A process with a limit on its time is accounted when it leaves the processor, else only at each tick.
    """
    if hasattr(os, "sched_yield"):
        os.sched_yield()
    return time.process_time()


def _is_lazy(result):
    return isinstance(result, (types.GeneratorType, types.AsyncGeneratorType)) or (
        hasattr(result, "__next__") and type(result).__module__ in ("builtins", "itertools")
    )


def _drawn(iterator, arguments, module):
    """The items of a lazy result, and what the arguments looked like before and after the first one."""
    if isinstance(iterator, types.AsyncGeneratorType):
        return {"kind": "async_generator", "items": finished(_collected(iterator, module.__name__)), "moments": []}
    numbers = _Numbers()
    items, moments = [], [_moment(arguments, module.__name__)]
    try:
        for item in iterator:
            # Each item as it is now: the next one may be the same object with other content.
            items.append([numbers.of(item), compact(Canonicaliser(module.__name__).form(item))])
            if len(items) == 1:
                moments.append(_moment(arguments, module.__name__))
            if len(items) >= ITEMS_LIMIT:
                items.append([0, ["rest"]])
                break
    except Exception as error:
        told = raised(error, module)
        items.append([0, ["raised", told["type"], told["message"]]])
    return {"kind": type(iterator).__name__, "items": items, "moments": moments}


def finished(awaitable):
    """The result of a coroutine, run in an event loop of its own."""
    import asyncio

    return asyncio.run(awaitable)


async def _collected(iterator, module_name):
    canonicaliser = Canonicaliser(module_name)
    items = []
    async for item in iterator:
        items.append([0, canonicaliser.form(item)])
        if len(items) >= ITEMS_LIMIT:
            break
    return items


class _Numbers:
    """Numbers for objects with an identity, in the order in which they are met; 0 for values without one."""

    def __init__(self):
        self._numbers = {}
        self._alive = []

    def of(self, value):
        """The number of `value`."""
        if not isinstance(value, (list, dict, set)):
            return 0
        self._alive.append(value)
        return self._numbers.setdefault(id(value), len(self._numbers) + 1)


def _moment(arguments, module_name):
    containers = [each for each in arguments if isinstance(each, (list, dict, set))]
    return Canonicaliser(module_name).form(containers)


def disturb(results, number):
    """What a careless caller may do to a container it was given."""
    target = results[number] if number < len(results) else None
    if isinstance(target, list):
        target.append(target[0] if target else 0)
        target.reverse()
    elif isinstance(target, dict):
        target["speedwright"] = None
    elif isinstance(target, set):
        target.add("speedwright")


def state_forms(module):
    """What the module holds between calls: data of the module and its classes, defaults and closures."""
    canonicaliser = Canonicaliser(module.__name__)
    forms = {}
    for name, value in list(vars(module).items()):
        if name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        if isinstance(value, type):
            if value.__module__ == module.__name__:
                forms.update(_class_forms(name, value, canonicaliser))
        elif isinstance(value, types.FunctionType):
            if value.__module__ == module.__name__ and (value.__defaults__ or value.__closure__):
                forms[name + "()"] = canonicaliser.form([value.__defaults__, _cells(value)])
        elif _is_data(value, module):
            forms[name] = canonicaliser.form(value)
    return forms


def _is_data(value, module):
    """Values that can be state: loggers, locks and compiled patterns are means, not state."""
    home = type(value).__module__
    return home in (module.__name__, "builtins", "collections", "numpy", "pandas") and not (
        callable(value) or hasattr(value, "__next__")
    )


def _class_forms(prefix, kind, canonicaliser):
    return {
        "%s.%s" % (prefix, name): canonicaliser.form(value)
        for name, value in list(vars(kind).items())
        if not name.startswith("__")
        and not callable(value)
        and not hasattr(value, "__get__")
        and not isinstance(value, (property, classmethod, staticmethod))
    }


def _cells(function):
    contents = []
    for cell in function.__closure__ or ():
        try:
            contents.append(cell.cell_contents)
        except ValueError:
            contents.append(None)
    return [content for content in contents if isinstance(content, (list, dict, set, int, str, float))]


class CapturedOutput:
    """Standard output and error of one call: what goes through `sys.stdout`, then what goes to the descriptors."""

    def __init__(self):
        self._files = [_onto_file(descriptor) for descriptor in (1, 2)]

    def start(self):
        """Begins a call."""
        self._saved = sys.stdout, sys.stderr
        self._starts = [os.fstat(file).st_size for file in self._files]
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()

    def stop(self):
        """Ends it; the two texts that were written meanwhile."""
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._saved
        return [
            (_content(stream) + _written(file, start))[:OUTPUT_LIMIT]
            for stream, file, start in zip(streams, self._files, self._starts)
        ]


def stream_to(descriptor):
    """A text stream without a buffer of its own onto a descriptor."""
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)


def _onto_file(descriptor):
    """Makes `descriptor` write to a new nameless file; a second descriptor of it, to read from."""
    file, name = tempfile.mkstemp()
    os.unlink(name)
    os.dup2(file, descriptor)
    return file


def _written(file, start):
    size = min(os.fstat(file).st_size - start, OUTPUT_LIMIT)
    return os.pread(file, size, start).decode("utf-8", "backslashreplace") if size > 0 else ""


def _content(stream):
    try:
        return stream.getvalue()
    except (AttributeError, ValueError):
        return "<replaced or closed>"


def exit_now(status):
    """Leaves without running the module's `atexit` hooks."""
    os._exit(status)
