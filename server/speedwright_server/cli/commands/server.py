"""`speedwright server`: the language server, for editors."""

from __future__ import annotations

import argparse

from speedwright_server.cli.command import Command, ExitStatus

LOOPBACK = "127.0.0.1"


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port: 0 to 65535")
    return port


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="speak over standard input and output (the default)")
    transport.add_argument(
        "--tcp",
        type=_port,
        metavar="PORT",
        help=f"listen on this port of {LOOPBACK}, for clients that connect",
    )


def _run(options: argparse.Namespace) -> ExitStatus:
    from speedwright_server.lsp.server import serve_stdio, serve_tcp

    status = serve_stdio() if options.tcp is None else serve_tcp(LOOPBACK, options.tcp)
    return ExitStatus(status)


COMMAND = Command(
    name="server",
    summary="run the language server, for editors",
    add_arguments=_add_arguments,
    run=_run,
    examples="""\
  speedwright server                 # over standard input and output, as editors start it
  speedwright server --tcp 2087      # for a client that connects""",
)
