"""The command line: ``brook append``, ``get``, ``scan``, ``serve``."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from brook import __version__
from brook._http import Settings
from brook.errors import BrookError
from brook.message import Message
from brook.pool import Pool
from brook.server import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BrookError as error:
        print(f"brook: {error}", file=sys.stderr)
        return error.exit_status
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="brook", description="Append messages to a pool and read them back.")
    parser.add_argument("--version", action="version", version=f"brook {__version__}")
    parser.add_argument(
        "--home", type=Path, default=_home(), help="folder of the pools (default: $BROOK_HOME or ~/.brook)"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_append(commands.add_parser("append", help="append a message, print its number"))
    _add_get(commands.add_parser("get", help="print one message"))
    _add_scan(commands.add_parser("scan", help="print all messages, oldest first"))
    _add_serve(commands.add_parser("serve", help="serve the pools over HTTP"))
    return parser


def _home() -> Path:
    return Path(os.environ.get("BROOK_HOME") or Path.home() / ".brook")


def _add_append(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pool")
    parser.add_argument("text")
    parser.set_defaults(run=lambda o: print(Pool(o.home, o.pool).append(o.text)))


def _add_get(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pool")
    parser.add_argument("seq", type=int)
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    parser.set_defaults(run=lambda o: _show([Pool(o.home, o.pool).get(o.seq)], o.json))


def _add_scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pool")
    parser.add_argument("--json", action="store_true", help="print a JSON object a line")
    parser.set_defaults(run=lambda o: _show(list(Pool(o.home, o.pool).scan()), o.json))


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=9700, help="port, 0 for any that is free (default: 9700)")
    parser.add_argument("--token-file", type=Path, help="file with the bearer token that every request needs")
    parser.add_argument("--tls-cert", type=Path, help="certificate chain, PEM")
    parser.add_argument("--tls-key", type=Path, help="private key, PEM")
    parser.add_argument("--insecure-no-tls", action="store_true", help="allow a public address without TLS")
    parser.add_argument("--max-body", type=int, default=1024 * 1024, help="longest message in bytes (default: 1048576)")
    parser.add_argument("--max-connections", type=int, default=32, help="clients at a time (default: 32)")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for a client (default: 10)")
    parser.add_argument("--ready-file", type=Path, help="file that gets the address once the server listens")
    parser.set_defaults(run=_serve)


def _show(messages: Sequence[Message], as_json: bool) -> None:
    for message in messages:
        print(json.dumps({"seq": message.seq, "text": message.text}) if as_json else message.text)


def _serve(options: argparse.Namespace) -> None:
    token = options.token_file.read_text().strip() if options.token_file else None
    settings = Settings(
        home=options.home,
        bind=options.bind,
        port=options.port,
        token=token,
        certificate=options.tls_cert,
        key=options.tls_key,
        insecure_no_tls=options.insecure_no_tls,
        max_body=options.max_body,
        max_connections=options.max_connections,
        timeout=options.timeout,
    )
    serve(settings, options.ready_file)
