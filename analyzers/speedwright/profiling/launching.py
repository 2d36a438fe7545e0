"""A program that starts another and waits: py-spy looks after this one, and so until all of the other has ended.

py-spy ends, and ends what it started, as soon as no Python runs below it; a shell script may start its next one then.
It does not tell the program's exit status, either, and what it says itself goes where the program's output would.
Run by its path: `launching.py STATUS-FILE STDOUT STDERR COMMAND...`, the two in the middle being descriptors.
"""

import os
import sys

NOT_STARTED = 127


def main() -> None:
    """Notes the exit status in the file: negative for a signal, as `subprocess` has it."""
    status, out, err, *command = sys.argv[1:]
    actions = [(os.POSIX_SPAWN_DUP2, int(out), 1), (os.POSIX_SPAWN_DUP2, int(err), 2)]
    try:
        # Not by a fork: py-spy would take the copy of this interpreter for the program's.
        pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except OSError as error:
        os.write(int(err), f"{command[0]}: {error.strerror}\n".encode())
        code = NOT_STARTED
    with open(f"{status}.new", "w", encoding="ascii") as file:  # noqa: PTH123 (importing pathlib takes longer)
        file.write(str(code))
    os.rename(f"{status}.new", status)  # noqa: PTH104 (as above)


if __name__ == "__main__":
    main()
