"""A current Neovim, unpacked from Debian's newest suite beside the system, which it does not touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.editors.installing import NotInstallable, installed, program, run
from tests.editors.neovim import Neovim

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCES = Path("/etc/apt")
# The address of a mirror in either of apt's formats.
MIRROR = re.compile(r"^(?:URIs:\s*|deb\s+(?:\[[^]]*\]\s*)?)(https?://\S*/debian/?)(?=\s|$)", re.MULTILINE)


def current_neovim(cache: Path) -> Neovim:
    """Unpacked at the first call; skips where that does not work."""
    program("mmdebstrap", "mmdebstrap")
    folder = installed(cache / "neovim-sid", "a current Neovim", _unpack)
    (loader,) = list(folder.glob("usr/lib/*/ld-linux-*.so.*"))[:1] or list(folder.glob("lib*/ld-linux-*.so.*"))[:1]
    libraries = f"{loader.parent}:{folder / 'usr/lib'}"
    # Its own loader: it is linked against a newer C library than the system has.
    command = (str(loader), "--library-path", libraries, str(folder / "usr/bin/nvim"))
    share = folder / "usr/share/nvim"
    return Neovim(command, {"VIM": str(share), "VIMRUNTIME": str(share / "runtime")})


def _unpack(folder: Path) -> None:
    if not KEYRING.exists():
        raise NotInstallable("this is no Debian")
    mirror = next(_mirrors(), None)
    if mirror is None:
        raise NotInstallable("apt knows no mirror of Debian")
    options = ("--mode=root", "--variant=extract", "--include=neovim")
    apt = ('Apt::Install-Recommends "false"', 'Acquire::Check-Valid-Until "false"')
    source = f"deb [signed-by={KEYRING}] {mirror} sid main"
    run(["mmdebstrap", *options, *(f"--aptopt={each}" for each in apt), "sid", folder, source], folder)


def _mirrors() -> Iterator[str]:
    files = [SOURCES / "sources.list", *sorted((SOURCES / "sources.list.d").glob("*"))]
    for file in files:
        if file.is_file():
            yield from MIRROR.findall(file.read_text(encoding="utf-8"))
