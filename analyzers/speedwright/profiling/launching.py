"""A program that starts another and waits: py-spy looks after this one, and so until all of the other has ended.

py-spy ends, and ends what it started, as soon as no Python runs below it; a shell script may start its next one then.
It does not tell the program's exit status, either, and what it says itself goes where the program's output would.
It knows processes by command lines, and reads none where it looks too early: STATUS-FILE.pid tells which this one is.
Run by its path: `launching.py STATUS-FILE STDOUT STDERR COMMAND...`, the two in the middle being descriptors.
"""

import os
import sys

NOT_STARTED = 127
# The program is a child of a shell: until a process that was spawned has become the program, it looks like this
# interpreter, and py-spy, when it looks just then, takes it for one for good and never sees the program.
# The shell outlives what ends the program, and its own remarks ("Killed") are none of the program's output.
_SHELL = 'trap : HUP INT QUIT TERM; exec 3>&2 2>/dev/null; "$@" 2>&3 3>&-; exit $?'
# What a shell adds to the number of the signal that ended its child.
_SIGNALLED = 128


def main() -> None:
    """Notes the exit status in the file: negative for a signal, as `subprocess` has it.

    A program that ends with 128 and the number of a signal, as shells do, counts as ended by it.
    """
    status, out, err, *command = sys.argv[1:]
    with open(f"{status}.pid", "w", encoding="ascii") as file:  # noqa: PTH123 (importing pathlib takes longer)
        file.write(str(os.getpid()))
    actions = [(os.POSIX_SPAWN_DUP2, int(out), 1), (os.POSIX_SPAWN_DUP2, int(err), 2)]
    program = _found(command[0])
    if program is not None:
        shell = ["/bin/sh", "-c", _SHELL, "sh", program, *command[1:]]
        pid = os.posix_spawn(shell[0], shell, os.environ, file_actions=actions)
        code = _exit_code(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    else:
        os.write(int(err), f"{command[0]}: no such program\n".encode())
        code = NOT_STARTED
    with open(f"{status}.new", "w", encoding="ascii") as file:  # noqa: PTH123 (as above)
        file.write(str(code))
    os.rename(f"{status}.new", status)  # noqa: PTH104 (as above)


def _found(program: str) -> "str | None":
    """Where a program lies that may be run; by that path no shell takes it for a command of its own."""
    folders = [""] if os.sep in program else os.environ.get("PATH", os.defpath).split(os.pathsep)
    places = [os.path.join(folder, program) for folder in folders]  # noqa: PTH118 (as below)
    return next((each for each in places if os.access(each, os.X_OK) and not os.path.isdir(each)), None)  # noqa: PTH112


def _exit_code(code: int) -> int:
    return _SIGNALLED - code if _SIGNALLED < code <= _SIGNALLED + 64 else code


if __name__ == "__main__":
    main()
