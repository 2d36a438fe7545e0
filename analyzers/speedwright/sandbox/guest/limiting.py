"""Limits that a child sets on itself before user code runs in it, where the system has them."""

import contextlib
import os
import shutil

MEBIBYTE = 1 << 20
# Files that have no name any more are bounded by this and the size of each.
OPEN_FILES = 256


def limit(memory_mib, cpu_seconds):
    """Bounds memory, processor time, file size, open files and core dumps of this process and its children."""
    try:
        import resource
    except ImportError:
        return
    bounds = [
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 64 * MEBIBYTE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ]
    if hasattr(resource, "RLIMIT_AS"):
        bounds.append((resource.RLIMIT_AS, memory_mib * MEBIBYTE))
    for which, value in bounds:
        hard = resource.getrlimit(which)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):
            continue


def empty_scratch(folder):
    """Removes what user code left in its folder, as far as that goes."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
