"""What a guest does not get to see of the machine, and which part of that a module under test needs after all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# Places of other programs' files and sockets. A guest has a scratch folder of its own.
SHARED = ("/tmp", "/var/tmp", "/run")
# Where well-known programs keep keys and passwords, below the home folder. A workspace's own `.env` is none of them:
# the code under test may need it to be imported, and nothing that it reads leaves the machine.
_SECRETS = (
    ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".config/gcloud", ".config/gh", ".config/hub",
    ".config/doctl", ".password-store", ".local/share/keyrings", ".mozilla", ".config/google-chrome",
    ".config/chromium", ".thunderbird", ".netrc", ".pypirc", ".npmrc", ".git-credentials", ".pgpass", ".my.cnf",
    ".config/pip", ".config/pypoetry", ".config/git/credentials", ".cargo/credentials", ".cargo/credentials.toml",
    ".terraform.d", ".vault-token", ".bash_history", ".zsh_history", ".python_history",
)  # fmt: skip
# What root alone can read, for those who work as root.
_SYSTEM_SECRETS = ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/ssl/private", "/etc/krb5.keytab")


def hidden(needed: Iterable[Path]) -> list[Path]:
    """Folders and files that are there and that a guest shall not see, none of them inside another.

    A secret that holds something `needed` stays visible: a workspace is where its user put it.
    """
    home = Path.home()
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    kept = list(needed)
    secrets = [*(home / name for name in _SECRETS), *map(Path, _SYSTEM_SECRETS)]
    found = [Path(each) for each in SHARED]
    found += [Path(runtime)] if runtime.startswith("/") else []
    found += [path for path in secrets if not any(_is_within(each, path) for each in kept)]
    found = [path for path in dict.fromkeys(found) if path.exists() and not path.is_symlink()]
    return [path for path in found if not any(path != each and _is_within(path, each) for each in found)]


def needed_within(folders: Iterable[Path], needed: Iterable[Path]) -> list[Path]:
    """Those of the `needed` paths that lie in one of the folders, but for those inside another of them."""
    outer = list(folders)
    inside = {path for path in needed if any(_is_within(path, folder) for folder in outer) and path.exists()}
    return sorted(path for path in inside if not any(path != each and _is_within(path, each) for each in inside))


def beside(paths: Iterable[Path]) -> Iterator[Path]:
    """Everything on the machine but `paths`: the fewest files and folders that together are the rest."""
    left_out = set(paths)
    above = {parent for path in left_out for parent in path.parents}

    def rest(folder: Path) -> Iterator[Path]:
        try:
            entries = list(folder.iterdir())
        except OSError:
            return
        for entry in entries:
            if entry in left_out or entry.is_symlink():
                continue
            if entry in above:
                yield from rest(entry)
            else:
                yield entry

    yield from rest(Path("/"))


def _is_within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents
