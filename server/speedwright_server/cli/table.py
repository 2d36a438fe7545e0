"""The commands, in the order in which the help lists them."""

from __future__ import annotations

from speedwright_server.cli.command import Command
from speedwright_server.cli.commands import check, explain, improve, server, skills, verify

COMMANDS: tuple[Command, ...] = (
    check.COMMAND,
    improve.COMMAND,
    verify.COMMAND,
    skills.COMMAND,
    explain.COMMAND,
    server.COMMAND,
)
