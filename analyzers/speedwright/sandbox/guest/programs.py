"""Whole programs: compiled once, then a forked process of its own for every run, from standard input to its end.

The process that forks never runs the program: it reads what a run left behind in files, when that run is over.
"""

import gc
import hashlib
import os
import signal
import sys
import time

from . import confining
from .limiting import limit

SHOWN = 4096
MAIN = "<program>"
_FILES = 200
# Of processor time, for a program that is compiled anew with a fault, and for its end.
COMPILING_S = 10


def serve(channel, task, started):
    """Compiles the program of `task` and runs it as often as the host asks."""
    server = _Server(channel, task, started)
    reason = confining.hold_guest(task["filters"])
    channel.send(server.compile() if reason is None else {"failed": "its interpreter cannot be confined: " + reason})
    # For the runs that are observed: loading it in each of them would take half of their time.
    import threading  # noqa: F401

    gc.freeze()
    while server.does_job(channel.receive()):
        pass


class _Server:
    """One program. Its runs live in a folder that is empty before each of them."""

    def __init__(self, channel, task, started):
        self._channel = channel
        self._task = task
        self._started = started
        self._scratch = os.getcwd()
        self._folder = os.path.join(self._scratch, "run")
        self._probes = self._hits = self._code = self._faulty = None

    def compile(self):
        """What to tell the host: that there is something to run, or why not."""
        path = self._task["path"]
        try:
            flags = 0x400 if self._task["kind_of_code"] != "plain" else 0  # ast.PyCF_ONLY_AST
            made = compile(bytes.fromhex(self._task["source"]), path, "exec", flags, dont_inherit=True)
            self._code = self._made(made, path) if flags else made
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return {"failed": "%s: %s" % (type(error).__name__, str(error)[:500])}
        sites = self._probes.sites if self._probes else []
        return {"loaded": True, "sites": sites, "faults": self._faulty.told() if self._faulty else []}

    def _made(self, tree, path):
        if self._task["kind_of_code"] == "instrumented":
            return compile(self._instrumented(tree), path, "exec", dont_inherit=True)
        from .faulty_programs import FaultyProgram

        self._faulty = FaultyProgram(tree, path)
        return self._faulty.plain()

    def _instrumented(self, tree):
        from . import instrumenting

        self._probes, self._hits = instrumenting.Probes(MAIN), instrumenting.Hits()
        self._hits.install()
        return self._probes.transform(tree)

    def does_job(self, job):
        """Does one job; False when the host has gone."""
        if job is None:
            return False
        for text in job["inputs"]:
            files = _Files(self._scratch, text)
            self._make_folder()
            with confining.own_work():
                child = os.fork()
            if child == 0:
                self._become_program(files, job)
            answer = self._ended(child, files, job["timed"])
            answer["files"] = _left_behind(self._folder)
            files.close()
            self._channel.send(answer)
        return True

    def _make_folder(self):
        if os.path.lexists(self._folder):
            # Something that an earlier run left running still writes there.
            os.rename(self._folder, "%s-%d" % (self._folder, time.monotonic_ns()))
        os.mkdir(self._folder)

    def _ended(self, child, files, timed):
        """Waits for the end of a run. When it is timed, the host reads its clock before the process is gone."""
        if timed:
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
            self._channel.send({"over": True})
            self._channel.receive()
        _, status, usage = os.wait4(child, 0)
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return {
            "status": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status),
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "memory": peak,
            "output": _stream(files.output),
            "errors": _stream(files.errors),
            "report": _whole(files.report),
        }

    def _become_program(self, files, job):
        """In the child: never returns. The end of the program is the end of the interpreter, as everywhere."""
        if job["timed"]:
            self._channel.send({"ready": True})
            self._channel.receive()
        self._channel.close()
        os.chdir(self._folder)
        files.take_place()
        limit(self._task["memory_mib"], int(job["cpu_s"]) + (2 if job["fault"] is None else COMPILING_S))
        confining.hold_job(self._task["filters"])
        reporter = _Reporter(files.report, self._scratch, self._task["path"])
        if job["fault"] is not None:
            # Before the clock: what takes long to compile does not take long to run.
            self._spoil(job["fault"], reporter)
        # Their default action ends the process, and no handler in Python has to get a turn for that.
        signal.setitimer(signal.ITIMER_PROF, job["cpu_s"])
        signal.setitimer(signal.ITIMER_REAL, job["wall_s"])
        if job["observed"]:
            reporter.listen()
        if job["timed"]:
            self._unload()
        if self._hits is not None:
            reporter.tell_hits(self._hits)
        if job["empty"]:
            raise SystemExit(0)
        self._run(reporter)

    def _spoil(self, fault, reporter):
        """Plants a fault, or the probes that tell which faults would change a value."""
        if fault == "probes":
            self._code, probes = self._faulty.probed()
            reporter.tell_probes(probes)
            return
        self._code = self._faulty.planted(fault, self._code)
        if self._code is None:
            reporter.tell_idle()
            os._exit(0)

    def _unload(self):
        """Leaves the modules of a fresh interpreter, and the guest's own, which no program knows of."""
        for name in [name for name in sys.modules if name not in self._started]:
            if not name.startswith(__package__):
                del sys.modules[name]

    def _run(self, reporter):
        path = self._task["path"]
        main = type(sys)("__main__")
        main.__dict__.update(__file__=path, __builtins__=__builtins__)
        sys.modules["__main__"] = main
        sys.argv[:] = [path]
        # What the guest itself was started with is none of the program's.
        sys.path[:0] = [os.path.dirname(path)]
        try:
            exec(self._code, main.__dict__)
        except SystemExit:
            raise
        except BaseException as error:
            reporter.tell_raised(error)
            raise SystemExit(1) from None
        raise SystemExit(0)


class _Files:
    """The nameless files of one run: what it reads, what it writes, and what its process reports."""

    def __init__(self, folder, text):
        self.input, self.output, self.errors, self.report = (
            _nameless(os.path.join(folder, name)) for name in ("input", "output", "errors", "report")
        )
        _write(self.input, text.encode("utf-8", "surrogateescape"))
        os.lseek(self.input, 0, os.SEEK_SET)

    def take_place(self):
        """Makes them the standard streams of this process, of the kind that an interpreter starts with."""
        import io

        for descriptor, file in enumerate((self.input, self.output, self.errors)):
            os.dup2(file, descriptor)
            os.close(file)
        raw = [io.FileIO(number, mode, closefd=False) for number, mode in ((0, "r"), (1, "w"), (2, "w"))]
        sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(raw[0]), "utf-8", "strict")
        sys.stdout = sys.__stdout__ = io.TextIOWrapper(io.BufferedWriter(raw[1]), "utf-8", "strict")
        sys.stderr = sys.__stderr__ = io.TextIOWrapper(
            io.BufferedWriter(raw[2]), "utf-8", "backslashreplace", line_buffering=True
        )

    def close(self):
        """Forgets them, in the process that forked."""
        for file in (self.input, self.output, self.errors, self.report):
            os.close(file)


def _nameless(path):
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    os.unlink(path)
    return file


def _write(file, content):
    view = memoryview(content)
    while view:
        view = view[os.write(file, view) :]


class _Reporter:
    """What a run's process says about itself, a line of JSON at a time: a sudden end leaves what was before it."""

    def __init__(self, file, scratch, path):
        self._file = file
        self._scratch = scratch
        self._path = path
        self._left = 1000
        self._busy = False

    def _tell(self, kind, value):
        import json

        try:
            os.write(self._file, (json.dumps([kind, value]) + "\n").encode("ascii"))
        except OSError:
            # A program may close what it did not open.
            return

    def tell_raised(self, error):
        """An exception that nobody caught. Its traceback is not printed: line numbers are nobody's promise."""
        from .raising import raised

        self._tell("raised", raised(error, _Place(self._path)))
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, error.__traceback__)

    def tell_idle(self):
        """That the planted fault is none."""
        self._tell("idle", True)

    def tell_probes(self, probes):
        """Has the faults told at the end that were reached, would change a value, and do not fit."""

        def seen():
            reports = list(enumerate(probes.reports()))
            names = ("reached", "told", "unfit")
            return {name: [number for number, each in reports if each[name]] for name in names}

        self._tell_at_end("faults", seen)

    def tell_hits(self, hits):
        """Has the branches that were reached told at the end."""
        self._tell_at_end("hits", lambda: sorted(hits.counts))

    def _tell_at_end(self, kind, seen):
        """However the program ends itself."""
        import atexit

        leave = os._exit

        def told():
            self._tell(kind, seen())

        def leave_told(status):
            told()
            leave(status)

        atexit.register(told)
        os._exit = leave_told

    def listen(self):
        """Reports what reaches outside, and what ends a thread."""
        from .effects import description

        def hook(event, arguments):
            if self._busy or self._left == 0:
                return
            self._busy = True
            try:
                described = description(event, arguments)
                if described is not None and not _is_stream(described) and not _importing():
                    self._left -= 1
                    self._tell("effect", [part.replace(self._scratch, "") for part in described])
            finally:
                self._busy = False

        import threading

        threading.excepthook = lambda told: self.tell_raised(told.exc_value)
        sys.addaudithook(hook)


class _Place:
    """Stands for the program where an exception's origin is asked for."""

    __name__ = "__main__"

    def __init__(self, path):
        self.__file__ = path


def _is_stream(described):
    """Opening a standard stream once more reaches nothing that was not open."""
    return described[0] == "open" and (described[1].isdigit() or described[1].startswith(("/dev/std", "/dev/fd/")))


def _importing():
    """Whether an import is what does it: what a module needs to be loaded is not what the program does."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _stream(file):
    """A file that a run wrote: its size, its digest and how it begins."""
    digest, size, head = hashlib.sha256(), 0, b""
    while True:
        piece = os.pread(file, 1 << 20, size)
        if not piece:
            break
        digest.update(piece)
        size += len(piece)
        head += piece[: SHOWN - len(head)]
    return {"size": size, "digest": digest.hexdigest(), "text": head.decode("utf-8", "backslashreplace")}


def _whole(file):
    return os.pread(file, 1 << 20, 0).decode("ascii", "replace")


def _left_behind(folder):
    """The digest of each file that a run left in its folder, by its name there. The folder is gone afterwards."""
    found = {}
    for place, folders, names in os.walk(folder, topdown=False):
        for name in names + folders:
            path = os.path.join(place, name)
            if len(found) < _FILES:
                found[os.path.relpath(path, folder)] = _digest_of(path)
            _remove(path)
    _remove(folder)
    return found


def _remove(path):
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)
    except OSError:
        # It is still written to, or was made unwritable; the scratch folder goes with the guest.
        return


def _digest_of(path):
    """Not followed where it is a link, and not waited for where it is no file."""
    if os.path.islink(path):
        return "link to " + os.readlink(path)
    if not os.path.isfile(path):
        return "folder" if os.path.isdir(path) else "no file"
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return "unreadable"
    try:
        return _stream(file)["digest"]
    finally:
        os.close(file)
