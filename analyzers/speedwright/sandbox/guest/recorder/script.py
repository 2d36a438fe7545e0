"""Runs a script, whose own functions no import leads to, as `python SCRIPT ARGUMENTS...` would."""

import os
import sys


def main():
    """Runs the script that the command line names."""
    module = sys.modules["__main__"]
    watching = sys.modules.get("_speedwright_recorder.watching")
    sys.argv = sys.argv[1:]
    path = os.path.abspath(sys.argv[0])
    sys.path[0] = os.path.dirname(path)
    watcher = watching.started() if watching is not None else None
    if watcher is not None and watcher.is_watched(path):
        code = watcher.code("__main__", path)
    else:
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
    names, told = vars(module), sys.argv[0]
    for name in [each for each in names if not each.startswith("__")]:
        del names[name]
    names["__file__"], names["__doc__"] = told, None
    exec(code, names)


if __name__ == "__main__":
    main()
