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
from .lazy import Drawing, change, finished, is_lazy
from .loading import resolve
from .raising import raised
from .state import cached, caching_functions, changed, held_objects, process_state, state_forms

OUTPUT_LIMIT = 1 << 20


class OutOfTime(BaseException):
    """Raised inside a case that has used up its time; not an Exception, so that few catch it."""


class _Records(logging.Handler):
    def __init__(self):
        super().__init__(0)
        self.records = []

    def emit(self, record):
        if record.name == "asyncio" and record.levelno <= logging.DEBUG:
            # Which selector an event loop uses.
            return
        told = [record.name, record.levelname, record.getMessage()]
        self.records.append([*told, "with a traceback"] if record.exc_info else told)


class Before:
    """What lasted before a case: by it what a case changes is known."""

    def __init__(self, module):
        self.forms = state_forms(module)
        self.names = sorted(self.forms)
        self.process = process_state()
        self.caching = caching_functions(module)
        self.cached = cached(self.caching)
        self.held = held_objects(module)


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
                manner = step[3] if len(step) > 3 else ""
                observations.append(self._call(arguments, keywords, builder, manner))
        except RecipeError as error:
            return {"unbuildable": str(error)}
        finally:
            root.removeHandler(self._records)
        after = state_forms(self._module)
        state = {name: form for name, form in after.items() if self._before.forms.get(name) != form}
        return {
            "steps": observations,
            "state": state,
            "names": self._before.names,
            "process": self._process(),
            "caches": self._cached(),
        }

    def _process(self):
        """What the case changed around the module, by name."""
        before, after = self._before.process, process_state()
        if before == after:
            return {}
        canonicaliser = Canonicaliser(self._module.__name__)
        return {
            name: canonicaliser.form(changed(before[name], value))
            for name, value in after.items()
            if before.get(name, value) != value
        }

    def _cached(self):
        before = self._before
        return {name: told for name, told in cached(before.caching).items() if told != before.cached[name]}

    def _call(self, arguments, keywords, builder, manner):
        observation = {}
        marks = (len(self._records.records), len(builder.recordings))
        with warnings.catch_warnings(record=True) as caught, recorder.recording() as effects:
            warnings.simplefilter("always")
            filters = list(warnings.filters)
            self._output.start()
            self._outcome(observation, arguments, keywords, self._drawing(arguments, builder), manner)
            self._forms(observation, arguments, keywords)
            observation["output"], observation["errors"], observation["interleaving"] = self._output.stop()
            if warnings.filters != filters:
                effects.append(["warnings.filters", len(warnings.filters)])
        observation["logs"] = self._records.records[marks[0] :]
        observation["callbacks"] = builder.recordings[marks[1] :]
        observation["warnings"] = [[each.category.__name__, str(each.message)] for each in caught]
        observation["effects"] = effects
        return observation

    def _drawing(self, arguments, builder):
        def marks():
            return [self._output.written(), len(self._records.records), len(builder.recordings)]

        return Drawing(arguments, self._module.__name__, marks, lambda error: raised(error, self._module))

    def _outcome(self, observation, arguments, keywords, drawing, manner):
        # Looked up at each call: the module may rebind its own names.
        function = resolve(self._module, self._qualname)
        start = self.clock()
        try:
            result = function(*arguments, **keywords)
            if isinstance(result, types.CoroutineType):
                result = finished(result)
            if is_lazy(result):
                observation["items"], result = drawing.draw(result, manner), None
        except OutOfTime:
            raise
        except BaseException as error:
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
        observation["held"] = self._held(self._results[-1])

    def _held(self, result):
        """Which parts of a result are objects that the module holds: who changes them changes the module."""
        held = self._before.held
        if not held:
            return []
        parts = list(result)[:100] if type(result) in (list, tuple) else []
        if type(result) is dict:
            parts = list(result.values())[:100]
        return [number for number, part in enumerate([result, *parts]) if id(part) in held]


def cpu_now():
    """Processor seconds of this process.

    A process with a limit on its time is accounted when it leaves the processor, else only at each tick.
    """
    if hasattr(os, "sched_yield"):
        os.sched_yield()
    return time.process_time()


def disturb(results, number):
    """What a careless caller may do to a container it was given."""
    if number < len(results):
        change(results[number])


class _Errors(io.StringIO):
    """Standard error that notes how much of the other stream was written before it."""

    def __init__(self, other):
        super().__init__()
        self._other = other
        self.notes = []

    def write(self, text):
        """Notes each time that the other stream has grown meanwhile."""
        before = self._other.tell()
        if before and (not self.notes or self.notes[-1][0] != before):
            self.notes.append([before, self.tell()])
        return super().write(text)


class CapturedOutput:
    """Standard output and error of one call: what goes through `sys.stdout`, then what goes to the descriptors."""

    def __init__(self):
        self._files = [_onto_file(descriptor) for descriptor in (1, 2)]

    def start(self):
        """Begins a call."""
        self._saved = sys.stdout, sys.stderr
        self._starts = [os.fstat(file).st_size for file in self._files]
        self._stream = io.StringIO()
        sys.stdout, sys.stderr = self._stream, _Errors(self._stream)

    def written(self):
        """How much was written to standard output since the call began."""
        return 0 if self._stream.closed else self._stream.tell()

    def stop(self):
        """Ends it; the two texts that were written meanwhile, and where one interrupted the other."""
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._saved
        texts = [
            (_content(stream) + _written(file, start))[:OUTPUT_LIMIT]
            for stream, file, start in zip(streams, self._files, self._starts)
        ]
        return [*texts, getattr(streams[1], "notes", [])]


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
