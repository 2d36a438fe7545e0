"""Other versions of the module: which of them answer the given inputs as it does, and how long do these take?

Every version is loaded and run in forked processes of its own. Answers are compared here, not by the host: a version
that cheats spoils the judgement of itself alone, and what is only tried here is verified in full later.
"""

import collections
import functools
import gc
import inspect
import math
import os
import random
import resource
import string
import sys
import types

from . import observing
from .answers import digest
from .describing import Describer
from .forking import Forks
from .loading import home_of, load_beside, resolve
from .running import timed
from .sampling import built, prepared

# After so many inputs that the original does not end on, or that leave something behind, the rest is left out.
MOST_LOST = 4
# Bound before the module under test runs.
_clock = observing.cpu_now
# A batch takes at least so long: shorter ones make the same calls again.
SHORTEST_S = 0.001
# More than any batch takes that was seen to end.
TIMED_S = 10.0
# What a version may take longer than the original before it counts as one that does not end.
PATIENCE, LEAST_S = 4, 0.05

Original = collections.namedtuple("Original", "cases answers seconds")


class Trying:
    """Versions of one module, tried on inputs that are given as source text. Needs fork."""

    def __init__(self, module, task, scratch):
        self._module = module
        self._qualname = task["function"]
        self._source = bytes.fromhex(task["source"])
        self._forks = Forks(task, scratch)
        self._end_s = 0.0

    def run(self, job):
        """`{"inputs": n, "versions": [{"same": bool, "reason": text, "batches_s": [...]}, ...]}`.

        The job: `inputs` (expressions, each the positional arguments), `versions` (sources), `case_s` for one input,
        `rounds` of timings, `batch_s` for those of one. The first of the versions told of is the module itself, as
        it was loaded. `batches_s` are processor seconds of a batch of first calls, one of each round; in a round, all
        versions that are the same are timed in an order by chance. After `budget_s` of processor time no further
        version is tried, and no further round begun.
        """
        self._end_s = _spent() + job["budget_s"]
        cases = self._cases(job)
        original = self._original(cases, job["case_s"])
        if not original.cases:
            return {"inputs": 0, "versions": []}
        sources = [self._source] + [bytes.fromhex(each) for each in job["versions"]]
        reasons = [self._difference(source, original) for source in sources]
        batch = _batch(original, job["batch_s"])
        seconds = self._timings(sources, reasons, batch, job["rounds"])
        told = [
            {"same": not reason, "reason": reason, "batches_s": batches} for reason, batches in zip(reasons, seconds)
        ]
        return {"inputs": len(original.cases), "versions": told}

    def _cases(self, job):
        """The inputs as cases; nothing is called for that but what makes the object of a method."""

        def described():
            home, name = home_of(self._module, self._qualname)
            is_method = isinstance(home, type) and isinstance(inspect.getattr_static(home, name), types.FunctionType)
            names = {"math": math, "random": random, "string": string, "collections": collections}
            scope = dict(vars(self._module), **names)
            for text in job["inputs"]:
                try:
                    values = ([home()] if is_method else []) + list(eval(text, dict(scope)))
                    describer = Describer(self._module.__name__)
                    yield ["call", [describer.describe(value) for value in values], []]
                except Exception:
                    continue

        return [[call] for call in self._forks.run(described, job["case_s"], job["case_s"])]

    def _original(self, cases, case_s):
        """The inputs that the original answers in time, each with a digest of the answer and its seconds."""
        kept, rest, lost = [], cases, 0
        while rest and lost < MOST_LOST:
            answers = self._answers(self._source, rest, [case_s] * len(rest))
            done = list(zip(rest, answers))
            kept += [(case, *answer) for case, answer in done if answer[0] is not None]
            lost += len(done) < len(rest)
            rest = rest[max(1, len(done)) :]
        return Original(*(list(column) for column in zip(*kept))) if kept else Original([], [], [])

    def _answers(self, source, cases, limits_s):
        def answers():
            module = load_beside(self._module, source)
            output = observing.CapturedOutput()
            before = observing.Before(module)
            for case, limit_s in zip(cases, limits_s):
                answer = timed(observing.Observer(module, self._qualname, before, output).run, case, limit_s)
                ended = "steps" in answer
                yield [digest(answer) if ended else None, sum(s["cpu_s"] for s in answer["steps"]) if ended else 0.0]
                if not ended or answer["state"] or answer["process"]:
                    # What comes next needs a module that nothing has changed.
                    return

        return self._forks.run(answers, max(limits_s), sum(limits_s))

    def _difference(self, source, original):
        """Why a version is another one, or an empty text."""
        done = 0
        while done < len(original.cases):
            if _spent() > self._end_s:
                return "there was no time for it"
            limits = [max(LEAST_S, PATIENCE * seconds) for seconds in original.seconds[done:]]
            answers = self._answers(source, original.cases[done:], limits)
            if not answers:
                return "it cannot be imported, or ends the process"
            for place, (answer, _) in enumerate(answers, done):
                if answer is None:
                    return "it takes too long, or gives nothing that can be written down"
                if answer != original.answers[place]:
                    return "it gives another answer"
            done += len(answers)
        return ""

    def _timings(self, sources, reasons, batch, rounds):
        seconds = [[] for _ in sources]
        tried = [number for number, reason in enumerate(reasons) if not reason]
        rng = random.Random(0)
        for _ in range(rounds):
            if _spent() > self._end_s:
                break
            rng.shuffle(tried)
            for number in tried:
                seconds[number] += self._forks.run(functools.partial(self._timed, sources[number], batch), TIMED_S)
        return seconds

    def _timed(self, source, batch):
        module = load_beside(self._module, source)
        function = resolve(module, self._qualname)
        warm, *calls = [built(module, call) for call in batch]
        sys.stdout = sys.stderr = open(os.devnull, "w")
        gc.freeze()
        _called(function, [warm])
        start = _clock()
        _called(function, calls)
        yield _clock() - start


def _spent():
    """Processor seconds of this process's children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _called(function, calls):
    for arguments, keywords in calls:
        try:
            result = function(*arguments, **keywords)
            if hasattr(result, "__next__"):
                collections.deque(result, maxlen=0)
        except Exception:
            continue


def _batch(original, batch_s):
    """The quickest input, to warm up with, and then the slowest ones that together take about `batch_s`."""
    order = sorted(range(len(original.cases)), key=lambda each: -original.seconds[each])
    fitting = [each for each in order if original.seconds[each] <= batch_s] or order[-1:]
    chosen, total = [order[-1]], 0.0
    for each in fitting:
        if total and total + original.seconds[each] > batch_s:
            break
        chosen.append(each)
        total += original.seconds[each]
    warm, *calls = [prepared(original.cases[each][0]) for each in chosen]
    return [warm] + calls * min(1000, 1 + int(SHORTEST_S / max(total, 1e-6)))
