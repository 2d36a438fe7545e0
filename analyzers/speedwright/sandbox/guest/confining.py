"""Taking from this process what user code shall not have, before it runs."""

import os

from . import kernel, refusing


def hold_guest(filters):
    """Confines this process before it imports user code; the reason why it cannot, or None.

    `filters` are those of the guest and of its jobs. Where the system has none, audit hooks refuse what they see.
    """
    if not filters:
        refusing.install(os.getcwd())
        return None
    try:
        kernel.confine(filters[0])
    except (ImportError, OSError) as error:
        return str(error)
    return None


def hold_job(filters):
    """Confines the process of one job further: it starts no other, and its limits stay as they are."""
    if filters:
        kernel.end_with_parent()
        kernel.confine(filters[1])


def own_work():
    """A context in which the guest itself starts a process: audit hooks, where there are any, let it."""
    return refusing.suspended()
