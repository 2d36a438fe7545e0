"""The filters, applied to real processes: what is refused, and what has to go on working."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from speedwright.sandbox import seccomp

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not seccomp.is_supported(), reason="no filters for this machine"
)
GUEST = Path(seccomp.__file__).parent / "guest"
PRELUDE = "import sys; sys.path.insert(0, {guest!r}); import kernel\nfor each in {filters!r}: kernel.confine(each)\n"

REFUSED = {
    "a socket": "import socket; socket.socket()",
    "a pair that can send anywhere": "import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "a process": "import os; os.fork()",
    "a program": "import os; os.execv('/bin/true', ['true'])",
    "a signal": "import os; os.kill(os.getppid(), 0)",
    "another session": "import os; os.setsid()",
    "higher limits": "import resource as r; r.setrlimit(r.RLIMIT_CORE, (0, 0))",
    "others' limits": "import resource as r, os; r.prlimit(os.getppid(), r.RLIMIT_CORE)",
    "another root": "import os; os.chroot('/')",
    "files without a place": "import os; os.memfd_create('x')",
}
ALLOWED = {
    "threads": "import threading; t = threading.Thread(target=print); t.start(); t.join()",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(0))",
    "own limits": "import resource; resource.getrlimit(resource.RLIMIT_CORE)",
    "files": "open('/dev/null', 'w').close()",
    "time": "import time, signal; signal.setitimer(signal.ITIMER_VIRTUAL, 9); time.sleep(0)",
}


def run(code: str) -> subprocess.CompletedProcess[str]:
    program = PRELUDE.format(guest=str(GUEST), filters=list(seccomp.filters())) + code
    return subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    done = run(REFUSED[name])
    assert done.returncode == 1, done
    assert "PermissionError" in done.stderr or "not allowed" in done.stderr, done.stderr


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed(name: str) -> None:
    done = run(ALLOWED[name])
    assert done.returncode == 0, done.stderr
