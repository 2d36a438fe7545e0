"""Running existing tests in this process, against the version of the module that is loaded in it.

The tests run where the workspace is, with its own configuration, but for options that would write, or start more.
"""

import importlib
import linecache
import os
import signal
import sys
import time

from .reaching import Reached

PASSED, FAILED, UNFINISHED = "passed", "failed", "unfinished"
REASON = 300


class Trial:
    """What became of each test, by its name: `[outcome, reason, whether it reached the entry point]`."""

    def __init__(self, job, reached):
        self.wanted = None if job["wanted"] is None else set(job["wanted"])
        self.name = job["name"]
        self.outcomes = {}
        self._reached = reached
        self._before = 0
        self._seconds, self._end = job["cpu_s"], None

    @property
    def is_over(self):
        """Whether the time for tests is used up."""
        return self._end is not None and time.process_time() > self._end

    def begin(self):
        """Before a test. The clock starts with the first: what a test runner takes to start says nothing."""
        if self._end is None:
            self._end = time.process_time() + self._seconds
        self._before = 0 if self._reached is None else self._reached.count

    def told(self, name, outcome, reason=""):
        """One part of a test ended so; what is worse than before counts."""
        known = self.outcomes.setdefault(name, [PASSED, "", False])
        if outcome != PASSED and known[0] == PASSED:
            known[:2] = outcome, reason[:REASON]

    def end(self, name):
        """After a test."""
        if name in self.outcomes and self._reached is not None:
            self.outcomes[name][2] = self._reached.count > self._before


class OutOfTime(BaseException):
    """Raised in a test when the time for all of them is used up."""


def run_tests(module, source, qualname, job):
    """`{"outcomes": {name: [outcome, reason, reached]}, "calls": [...], "runner": ..., "problem": ...}`.

    With `reach` in the job, the calls of the entry point are seen, too.
    """
    reached = Reached(module, source, qualname) if job["reach"] else None
    trial = Trial(job, reached)
    os.chdir(job["root"])
    sys.path[:0] = [entry for entry in (job["root"],) if entry not in sys.path]
    signal.signal(signal.SIGALRM, _expire)
    signal.setitimer(signal.ITIMER_REAL, job["wall_s"])
    runner, problem = "pytest", ""
    try:
        try:
            # The user's, where there is one; this program does without.
            pytest = importlib.import_module("pytest")
        except ImportError:
            runner = "unittest"
            _run_unittest(trial, job)
        else:
            problem = _run_pytest(pytest, trial, job)
    except OutOfTime:
        problem = "out of time"
    except (Exception, SystemExit) as error:
        problem = "%s: %s" % (type(error).__name__, str(error)[:REASON])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    calls = reached.calls if reached is not None else []
    seen = reached is None or reached.is_seen
    return {"outcomes": trial.outcomes, "calls": calls, "seen": seen, "runner": runner, "problem": problem}


def _expire(_number, _frame):
    raise OutOfTime


class _Plugin:
    """Tells a trial what pytest sees."""

    def __init__(self, trial):
        self._trial = trial

    def pytest_collection_modifyitems(self, items):
        """Only what is wanted; tests that name the function before others."""
        wanted, name = self._trial.wanted, self._trial.name
        items[:] = [item for item in items if wanted is None or item.nodeid in wanted]
        items.sort(key=lambda item: 0 if name in _names(getattr(item, "function", None)) else 1)

    def pytest_runtest_protocol(self, item):
        """Before each test."""
        if self._trial.is_over:
            item.session.shouldstop = "out of time"
        self._trial.begin()

    def pytest_runtest_logreport(self, report):
        """After each part of a test."""
        if report.outcome == "passed" and not hasattr(report, "wasxfail"):
            self._trial.told(report.nodeid, PASSED)
            return
        reason = _reason(report.longrepr)
        outcome = UNFINISHED if report.outcome != "failed" or "OutOfTime" in reason else FAILED
        self._trial.told(report.nodeid, outcome, reason)

    def pytest_runtest_logfinish(self, nodeid):
        """After all parts of a test."""
        self._trial.end(nodeid)


def _reason(told):
    """The message of a failure, and the line it comes from."""
    crash = getattr(told, "reprcrash", None)
    if crash is None:
        return str(told)
    return "%s at line %d: %s" % (crash.message, crash.lineno, linecache.getline(crash.path, crash.lineno).strip())


def _names(function):
    code = getattr(function, "__code__", None)
    return code.co_names if code is not None else ()


def _run_pytest(pytest, trial, job):
    options = ["--rootdir", job["root"], "--continue-on-collection-errors", "--tb=short", "-q", "-o", "addopts="]
    # Asserts of plugins, too, would be rewritten each time anew, as nothing may be written: that takes seconds.
    options.append("--assert=plain")
    for plugin in ("cacheprovider", "randomly", "faulthandler", "xdist"):
        options += ["-p", "no:" + plugin]
    status = pytest.main(options + job["options"] + job["files"], plugins=[_Plugin(trial)])
    # 0 and 1: all passed, some failed; 2: ended early; 5: none were found.
    return "" if int(status) in (0, 1, 2, 5) else "pytest ended with status %d" % int(status)


def _run_unittest(trial, job):
    import unittest

    class Result(unittest.TestResult):
        """Tells a trial what unittest sees."""

        def startTest(self, test):  # noqa: N802 (the name is unittest's)
            super().startTest(test)
            trial.begin()
            if trial.is_over:
                self.stop()

        def stopTest(self, test):  # noqa: N802 (the name is unittest's)
            super().stopTest(test)
            failed = [text for each, text in self.failures + self.errors if each is test]
            passed = not failed and all(each is not test for each, _ in self.skipped + self.expectedFailures)
            outcome = PASSED if passed else FAILED if failed else UNFINISHED
            trial.told(test.id(), outcome, failed[-1].strip().rpartition("\n")[2] if failed else "")
            trial.end(test.id())

    result = Result()
    for file in job["files"]:
        folder, name = os.path.split(os.path.join(job["root"], file))
        top = job["root"] if os.path.exists(os.path.join(folder, "__init__.py")) else None
        for test in _tests(unittest.TestLoader().discover(folder, name, top), unittest.TestSuite):
            # What cannot be imported is a test of its own, which fails.
            if trial.wanted is None or test.id() in trial.wanted:
                test(result)
            if result.shouldStop:
                return


def _tests(suite, kind):
    for each in suite:
        if isinstance(each, kind):
            for test in _tests(each, kind):
                yield test
        else:
            yield each
