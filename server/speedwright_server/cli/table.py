"""The commands, in the order in which the help lists them. Each is imported only when it is asked for."""

from __future__ import annotations

import importlib

from speedwright_server.cli.command import Command

NAMES: tuple[str, ...] = ("check", "improve", "verify", "profile", "record", "skills", "explain", "server")


def command_named(name: str) -> Command:
    """The command; `name` is one of `NAMES`."""
    command: Command = importlib.import_module(f"speedwright_server.cli.commands.{name}").COMMAND
    return command
