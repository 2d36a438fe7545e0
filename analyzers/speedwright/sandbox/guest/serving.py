"""The guest's loop: load the module once, then do each job in a forked copy of this process.

Where there is no fork a job is done in the process itself and the host starts a new guest after it.
"""

import os
import sys

from . import confining, observing, sampling
from .canonical import Digesting
from .effects import recorder
from .limiting import empty_scratch, limit
from .loading import load, resolve
from .running import run_blindly, timed


class Guest:
    """One module under test and the jobs on it."""

    def __init__(self, channel, task):
        self._channel = channel
        self._task = task
        self._probes = self._hits = self._module = None
        self._workload = []
        self._scratch = os.getcwd()

    def load(self):
        """Imports the module and tells the host how that went."""
        task = self._task
        if task["instrumented"]:
            from . import instrumenting

            self._probes, self._hits = instrumenting.Probes(), instrumenting.Hits()
            self._hits.install()
        if task["relaxed"]:
            Digesting.switch_off()
        recorder.install()
        # What the module binds at import still leads to descriptors 1 and 2, where each job can read it.
        sys.stdout, sys.stderr = observing.stream_to(1), observing.stream_to(2)
        self._before = set(sys.modules)
        try:
            with recorder.recording() as events:
                self._module = load(
                    task["module"],
                    task["path"],
                    bytes.fromhex(task["source"]),
                    task["search_path"],
                    self._probes.transform if self._probes is not None else None,
                )
            function = resolve(self._module, task["function"])
        except BaseException as error:
            return {"failed": "%s: %s" % (type(error).__name__, str(error)[:500])}
        if not callable(function):
            return {"failed": "%s is not a function" % task["function"]}
        return {"loaded": True, "files": self._files(events), "forks": hasattr(os, "fork")}

    def _files(self, events):
        """Files loaded with the module under test, but for Python's own, and data of the workspace that it read."""
        loaded = [module for name, module in list(sys.modules.items()) if name not in self._before]
        files = [getattr(module, "__file__", None) for module in loaded]
        modules = [os.path.abspath(file) for file in files if isinstance(file, str)]
        opened = [os.path.abspath(event[1]) for event in events if event[0] == "open" and "r" in event[2]]
        root = os.path.join(os.path.abspath(self._task["root"]), "")
        data = [file for file in opened if file.startswith(root) and os.path.isfile(file)]
        return sorted({file for file in modules if not _comes_with_python(file)}.union(data))

    def serve(self):
        """Does jobs until the host goes away."""
        while True:
            job = self._channel.receive()
            if job is None:
                return
            if job["job"] == "prepare":
                self._workload = [[sampling.prepared(call) for call in size] for size in job["workload"]]
            elif hasattr(os, "fork"):
                self._in_fork(job)
            else:
                self._do(job)

    def _in_fork(self, job):
        with confining.own_work():
            child = os.fork()
        if child == 0:
            try:
                limit(self._task["memory_mib"], job["cpu_s"])
                # What plants faults or tries versions runs no user code itself, and forks for all that does.
                if job["job"] not in ("mutate", "try"):
                    confining.hold_job(self._task["filters"])
                self._do(job)
            finally:
                observing.exit_now(0)
        _, status = os.waitpid(child, 0)
        # What one job leaves in a file is not for the next: each meets the same machine.
        empty_scratch(self._scratch)
        self._channel.send({"ended": status})

    def _do(self, job):
        function = self._task["function"]
        if job["job"] == "sample":
            calls = self._workload[job["size"]]
            chosen = [calls[number % len(calls)] for number in range(job["start"], job["start"] + job["count"])]
            sampling.sample(self._module, function, chosen, job, self._channel)
            return
        self._channel.send({"started": True})
        if job["job"] == "observe":
            self._observe(job["cases"], job["case_s"])
        else:
            self._channel.send({"answer": self._answer(job)})

    def _answer(self, job):
        # Each of these imports what only it needs: a guest that observes stays small, and so cheap to fork.
        if job["job"] == "cover":
            return self._cover(job["cases"], job["case_s"])
        if job["job"] == "record":
            from .recording import record

            return record(self._module, self._task["function"], job["snippets"])
        if job["job"] == "mutate":
            from .mutating import Planting

            return Planting(self._module, self._task, self._scratch).run(job)
        if job["job"] == "try":
            from .trying import Trying

            return Trying(self._module, self._task, self._scratch).run(job)
        if job["job"] == "test":
            from .testing import run_tests

            return run_tests(self._module, bytes.fromhex(self._task["source"]), self._task["function"], job)
        if job["job"] == "solve":
            from .solving import solve

            return solve(self._module, self._task, job)
        from .signature import describe_signature

        return describe_signature(self._module, self._task["function"])

    def _observe(self, cases, case_s):
        """Sends an answer for each case until one leaves the module changed: what follows needs a fresh process."""
        before = observing.Before(self._module)
        output = observing.CapturedOutput()
        for steps in cases:
            observer = observing.Observer(self._module, self._task["function"], before, output)
            answer = timed(observer.run, steps, case_s)
            self._channel.send({"answer": answer})
            if answer.get("state") or answer.get("process") or "timeout" in answer:
                return

    def _cover(self, cases, case_s):
        """The branches each case reaches: `{"sites": [...], "hits": [[[site, outcome, count], ...], ...]}`."""
        reached = []
        self._hits.taken()
        for steps in cases:
            timed(lambda each: run_blindly(self._module, self._task["function"], each), steps, case_s)
            reached.append(self._hits.taken())
        return {"sites": self._probes.sites, "hits": reached}


def _comes_with_python(file):
    """Whether a module is the interpreter's or the guest's own; these have their part in every key already."""
    own = os.path.dirname(os.path.abspath(__file__))
    library = os.path.dirname(os.__file__)
    installed = any(os.sep + name + os.sep in file for name in ("site-packages", "dist-packages"))
    return file.startswith(own + os.sep) or (file.startswith(library + os.sep) and not installed)


def serve(channel, task):
    """Imports the module of `task` and does jobs on it until the host goes away."""
    guest = Guest(channel, task)
    limit(task["memory_mib"], task["import_cpu_s"])
    reason = confining.hold_guest(task["filters"])
    channel.send({"ready": True} if reason is None else {"unconfined": reason})
    channel.receive()
    answer = guest.load()
    channel.send(answer)
    if "loaded" in answer:
        guest.serve()
    observing.exit_now(0)
