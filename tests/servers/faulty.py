"""Ways of delivering a reply badly: what proxies, full disks and half-dead servers do to a client."""

import time
from collections.abc import Callable

from delivery.staging.loopback import Handler, Reply, Request

Delivery = Callable[[Handler, Request, Reply], None]


def handler(deliver: Delivery) -> type[Handler]:
    """A handler that delivers every reply this way."""
    return type("Faulty", (Handler,), {"deliver": lambda self, request, reply: deliver(self, request, reply)})


def _head(to: Handler, reply: Reply, length: int, *extra: str) -> None:
    lines = [f"HTTP/1.1 {reply.status} OK", f"Content-Type: {reply.kind}", f"Content-Length: {length}", *extra]
    to.wfile.write(("\r\n".join([*lines, "", ""])).encode())
    to.close_connection = True


def hang(to: Handler, request: Request, reply: Reply) -> None:
    """Accept and say nothing."""
    time.sleep(30)


def cut(to: Handler, request: Request, reply: Reply) -> None:
    """Promise the whole, send half, hang up."""
    _head(to, reply, len(reply.body))
    to.wfile.write(reply.body[: len(reply.body) // 2])


def drip(to: Handler, request: Request, reply: Reply, pause: float = 0.25, step: int = 1) -> None:
    """Send a few bytes at a time."""
    _head(to, reply, len(reply.body))
    for position in range(0, len(reply.body), step):
        to.wfile.write(reply.body[position : position + step])
        to.wfile.flush()
        time.sleep(pause)


def drip_head(to: Handler, request: Request, reply: Reply) -> None:
    """Send even the headers a byte at a time."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 1000:
        to.wfile.write(bytes([byte]))
        to.wfile.flush()
        time.sleep(0.25)


def wrong_length(to: Handler, request: Request, reply: Reply) -> None:
    """Promise ten bytes more than there are."""
    _head(to, reply, len(reply.body) + 10)
    to.wfile.write(reply.body)


def short_length(to: Handler, request: Request, reply: Reply) -> None:
    """Promise ten bytes fewer than there are."""
    _head(to, reply, max(0, len(reply.body) - 10))
    to.wfile.write(reply.body)


def wrong_encoding(to: Handler, request: Request, reply: Reply) -> None:
    """Say gzip and send plain bytes."""
    _head(to, reply, len(reply.body), "Content-Encoding: gzip")
    to.wfile.write(reply.body)


def slam(to: Handler, request: Request, reply: Reply) -> None:
    """Hang up without a word."""
    to.close_connection = True
