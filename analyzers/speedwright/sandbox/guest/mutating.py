"""Planting faults: which of them do the given inputs notice?

Children are forked from a module that no call has touched: one answers the inputs with the code as it is written,
one says which faults change a value on which inputs, and others try these faults, one after the other. Answers are
compared here, not by the host: a candidate that cheats spoils the judgement of itself alone.
"""

import builtins
import collections
import random
import resource
import time

from . import observing
from .answers import digest
from .contrasting import PROBE, Probes, probing
from .forking import Forks
from .running import run_blindly, timed
from .switching import Switch

# Times what an input takes as written, and at least so many seconds: a loop without end is what takes longer.
PATIENCE, LEAST_S = 20, 0.02
# Inputs that are tried on one fault, and those that are told to the host for looking further.
TRIED, TOLD = 25, 4
# Where inputs leave the module changed, each needs a process of its own: fewer of them then.
APART = 8

# The cases of a trial: steps, seconds, the digest of the right answer.
Trial = collections.namedtuple("Trial", "number cases")


class Planting:
    """All faults of one module, tried on cases. Needs fork."""

    def __init__(self, module, task, scratch):
        self._module = module
        self._qualname = task["function"]
        self._forks = Forks(task, scratch)
        self._end_s = 0.0
        self._switch = Switch(module, bytes.fromhex(task["source"]))
        self._faults = [(site, variant) for site in self._switch.sites for variant in site.choice.variants]

    def run(self, job):
        """The fates of a sample of the faults, each `{number, function, line, text, fate, near, values}`.

        `killed` (noticed), `missed`, `same` (compiles to the same code), `silent` (changes no value), `unreached`, or
        `unfit` (cannot be planted). `near` are cases that reach it, `values` recipes of what was compared there.
        The job: `cases`, `case_s`, `many` and `only` (numbers) to choose the faults, `budget_s` of processor time;
        what that did not suffice for is `left`.
        """
        self._end_s = _spent() + job["budget_s"]
        written = self._written(job["cases"], job["case_s"])
        cases = job["cases"][: len(written["answers"])]
        reports = self._forks.run(lambda: self._probed(cases, job["case_s"]), 4 * job["case_s"])
        chosen = self._chosen(job, reports[0]) if reports else []
        trials = [self._trial(number, reports[0][number]["told"], cases, written) for number in chosen]
        fates = self._fates([each for each in trials if each.cases], written["apart"])
        told = [self._told(number, reports[0][number], fates) for number in chosen]
        return {
            "faults": [each for each in told if each["fate"] is not None],
            "left": sum(e["fate"] is None for e in told),
        }

    def _trial(self, number, told, cases, written):
        """What one fault is tried on: of the cases whose values it changes the quickest first."""
        order = sorted(told, key=lambda each: written["cpu_s"][each])[: APART if written["apart"] else TRIED]
        tries = [
            (cases[each], max(LEAST_S, PATIENCE * written["cpu_s"][each]), written["answers"][each]) for each in order
        ]
        return Trial(number, tries)

    def _told(self, number, report, fates):
        site, variant = self._faults[number]
        idle = "silent" if report["reached"] else "unreached"
        return {
            "number": number,
            "function": site.function,
            "line": site.line,
            "text": variant.text,
            "fate": fates.get(number) if report["told"] else idle,
            "near": (report["told"] or report["reached"])[:TOLD],
            "values": report["values"],
        }

    def _chosen(self, job, reports):
        """A sample of the faults in functions that were entered, drawn by a fixed seed."""
        entered = {site.function for (site, _), report in zip(self._faults, reports) if report["reached"]}
        entered.add(self._qualname)
        wanted = [
            number
            for number, (site, _) in enumerate(self._faults)
            if site.function in entered and not reports[number]["unfit"]
        ]
        if job["only"] is not None:
            return [number for number in wanted if number in set(job["only"])]
        random.Random(0).shuffle(wanted)
        return wanted[: job["many"]]

    def _fates(self, trials, apart):
        """By number, as far as the time goes.

        A child does as many as it can: what ends it, or keeps it, is noticed too. Only what a fresh child misses is
        missed for certain: an earlier fault may have left something behind.
        """
        if apart:
            return {each.number: self._apart(each) for each in trials if self._left_s() > 0}
        fates, unsure, waiting = {}, [], list(trials)
        while waiting and self._left_s() > 0:
            done = self._in_turn(waiting)
            fates.update(done or [(waiting[0].number, "killed")])
            unsure += [each for each in waiting[1 : len(done)] if fates[each.number] == "missed"]
            waiting = waiting[max(1, len(done)) :]
        for each in unsure:
            if self._left_s() > 0:
                fates.update(self._in_turn([each]) or [(each.number, "killed")])
        return fates

    def _apart(self, trial):
        """The fate of a fault whose every case needs a fresh module."""
        for each in trial.cases:
            done = self._in_turn([Trial(trial.number, [each])])
            if not done or done[0][1] != "missed":
                return done[0][1] if done else "killed"
        return "missed"

    def _in_turn(self, trials):
        """`[number, fate]` of the first trials, as many as one child can do."""
        left = self._left_s()
        longest = max(sum(seconds for _, seconds, _ in each.cases) for each in trials)
        return self._forks.run(lambda: self._planted(trials, left), longest, left)

    def _left_s(self):
        return self._end_s - _spent()

    def _planted(self, trials, left_s):
        output = observing.CapturedOutput()
        plain = observing.Before(self._module)
        for trial in trials:
            self._switch.plain()
            switched = self._switch.plant(*self._faults[trial.number])
            if not switched:
                yield [trial.number, "unfit" if switched is None else "same"]
                continue
            # A default is a part of the state.
            before = observing.Before(self._module)
            killer = next((each for each in trial.cases if self._differs(each, before, output)), None)
            self._switch.plain()
            is_clean = killer is None or not self._differs(killer, plain, output)
            if is_clean or trial is trials[0]:
                yield [trial.number, "missed" if killer is None else "killed"]
            if not is_clean or time.process_time() > left_s:
                return

    def _differs(self, each, before, output):
        case, seconds, expected = each
        return self._answer(case, seconds, before, output, _Untimed)[0] != expected

    def _written(self, cases, case_s):
        """What the code as written answers: digests, processor seconds, and whether cases have to be kept `apart`.

        They have to where one leaves the module changed, or another order gives other answers.
        """
        answers = self._forks.run(lambda: self._answers(cases, case_s), case_s)
        again = self._forks.run(lambda: self._answers(cases[::-1], case_s), case_s)
        apart = any(changed for _, _, changed in answers)
        if apart or [each[0] for each in again[::-1]] != [each[0] for each in answers] or len(answers) < len(cases):
            apart, answers = True, [self._alone(each, case_s) for each in cases[: 3 * APART]]
        return {"answers": [each[0] for each in answers], "cpu_s": [each[1] for each in answers], "apart": apart}

    def _alone(self, case, case_s):
        answers = self._forks.run(lambda: self._answers([case], case_s), case_s)
        return answers[0] if answers else [None, case_s, True]

    def _answers(self, cases, case_s):
        self._switch.plain()
        output = observing.CapturedOutput()
        before = observing.Before(self._module)
        for case in cases:
            yield self._answer(case, case_s, before, output)

    def _answer(self, steps, seconds, before, output, observed=observing.Observer):
        """The digest of all that a caller can see, processor seconds, and whether the module is left changed."""
        observer = observed(self._module, self._qualname, before, output)
        answer = timed(observer.run, steps, seconds)
        spent = sum(step["cpu_s"] for step in answer.get("steps", ()))
        return [digest(answer), spent, bool(answer.get("state") or answer.get("process"))]

    def _probed(self, cases, case_s):
        probes = Probes(self._faults, self._switch.sites)
        setattr(builtins, PROBE, probes.probe)
        changes = {}
        for number, site in enumerate(self._switch.sites):
            changes.setdefault(id(site.node), []).append((number, site))
        self._switch.all({key: probing(entries) for key, entries in changes.items()})
        for each, steps in enumerate(cases):
            probes.case = each
            timed(self._run_blindly, steps, case_s)
        yield probes.reports()

    def _run_blindly(self, steps):
        run_blindly(self._module, self._qualname, steps)
        return {}


class _Untimed(observing.Observer):
    """An observer for calls whose time does not matter: reading the clock well means to give up the processor."""

    @staticmethod
    def clock():
        """No time."""
        return 0.0


def _spent():
    """Processor seconds of this process and of its children that have ended."""
    usage = [resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)
