"""The one way out: fetch a public document of somebody else without being led anywhere else.

An address comes out of a badge, so out of the hands of whoever made it. Therefore: https on port 443 only, the name
is looked up once and the connection goes to the address that was looked at, that address must be public on the
whole internet, no redirect is followed, no cookie or proxy is used, and time, size and what a compressed body grows
to are bounded. Hosts that the operator names in OUTBOUND_PRIVATE_HOSTS may be private, on their port, over http.

Not here: what is fetched and whether it is kept (`lms.resolving`).
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from lms.addresses import is_public
from lms.settings import Settings

SECONDS = 3.0
LARGEST = 256 * 1024
LARGEST_STATUS_LIST = 1024 * 1024
LONGEST_URL = 2000
PIECE = 16 * 1024
JSON = (
    "application/json, application/ld+json, application/vc, application/vc+ld+json, application/did+json, "
    "application/vc+jwt;q=0.9, application/jwt;q=0.9, text/plain;q=0.5"
)
"""Keys, lists and badges. A list or a badge may also be a token, which Open Badges 3.0 serves as plain text."""

Lookup = Callable[[str, int], list[str]]


class FetchError(Exception):
    """The document was not fetched."""


class FetchRefused(FetchError):
    """This address is not asked at all: not https, not public, or it leads elsewhere."""


class FetchUnreachable(FetchError):
    """It was tried, and there was no usable answer in time."""


class FetchNotFound(FetchUnreachable):
    """The place answered that it has no such document."""


@dataclass(frozen=True)
class Fetched:
    """What came back."""

    body: bytes
    media_type: str | None
    etag: str | None
    max_age: int | None
    """Seconds that the sender allows to keep it; 0 for not at all, None when it did not say."""


@dataclass(frozen=True)
class Target:
    """Where a request goes, after every check that needs no network."""

    scheme: str
    host: str
    port: int
    path: str
    private: bool
    """Named by the operator: may be private and http."""


def look_up(host: str, port: int) -> list[str]:
    """Every address of `host`. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def target_of(url: str, private_hosts: frozenset[str]) -> Target:
    """What `url` asks for, or FetchRefused: decided on its letters alone."""
    if len(url) > LONGEST_URL or not url.isascii() or any(letter <= " " or letter in "\\\x7f" for letter in url):
        raise FetchRefused("the address has letters that an address has not")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchRefused("not an address") from None
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or "@" in parts.netloc or "%" in parts.netloc or parts.scheme not in ("https", "http"):
        raise FetchRefused("not an https address")
    return _checked(parts, host, port, private_hosts)


def _checked(parts: SplitResult, host: str, port: int | None, private_hosts: frozenset[str]) -> Target:
    wanted = port or (443 if parts.scheme == "https" else 80)
    private = f"{host}:{wanted}" in private_hosts or (port is None and host in private_hosts)
    if not private and (parts.scheme != "https" or wanted != 443):
        raise FetchRefused("only https on its usual port is asked")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, wanted, path, private)


def fetch(
    url: str,
    *,
    settings: Settings,
    accept: str = JSON,
    limit: int = LARGEST,
    seconds: float = SECONDS,
    lookup: Lookup = look_up,
) -> Fetched:
    """The document at `url`, at most `limit` bytes once decompressed, within `seconds`.

    Raises FetchRefused, FetchNotFound or FetchUnreachable.
    """
    deadline = time.monotonic() + seconds
    target = target_of(url, settings.private_hosts)
    address = _address(target, deadline, lookup)
    try:
        with _connection(target, address, deadline) as connection:
            return _ask(connection, target, accept, limit, deadline)
    except (HTTPError, OSError, http.client.HTTPException, ssl.SSLError, ValueError) as error:
        raise FetchUnreachable(type(error).__name__) from None


def _address(target: Target, deadline: float, lookup: Lookup) -> str:
    """One address of the host, looked up once; every one that the name has must be public."""
    found: list[list[str]] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found.append(lookup(target.host, target.port))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not found or not found[0]:
        raise FetchUnreachable("the name is not known")
    if not target.private and not all(is_public(address) for address in found[0]):
        raise FetchRefused("the name leads to an address that is not public")
    return found[0][0]


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextlib.contextmanager
def _connection(target: Target, address: str, deadline: float) -> Iterator[HTTPConnection]:
    """A connection to that very address. It is cut at the deadline, however slowly the other side drips."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchUnreachable("no time left")
    if target.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(
            address,
            target.port,
            timeout=left,
            server_hostname=target.host,
            assert_hostname=target.host,
            ssl_context=_tls(),
        )
    else:
        connection = HTTPConnection(address, target.port, timeout=left)
    watch = threading.Timer(left, _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        yield connection
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _ask(connection: HTTPConnection, target: Target, accept: str, limit: int, deadline: float) -> Fetched:
    usual = (target.scheme, target.port) in (("https", 443), ("http", 80))
    connection.request(
        "GET",
        target.path,
        headers={
            "Host": target.host if usual else f"{target.host}:{target.port}",
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "User-Agent": "Leerspoor (badge verification)",
            "Connection": "close",
        },
        preload_content=False,
        decode_content=False,
    )
    answer = connection.getresponse()
    if 300 <= answer.status < 400:
        raise FetchRefused("the address leads to another one")
    if answer.status in (404, 410):
        raise FetchNotFound(f"status {answer.status}")
    if answer.status != 200:
        raise FetchUnreachable(f"status {answer.status}")
    body = _body(answer, limit, deadline)
    return Fetched(
        body=body,
        media_type=(answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower() or None,
        etag=answer.headers.get("ETag"),
        max_age=_max_age(answer.headers.get("Cache-Control") or ""),
    )


def _body(answer: BaseHTTPResponse, limit: int, deadline: float) -> bytes:
    """The body, decompressed with a cap: neither what is sent nor what it grows to passes `limit`."""
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FetchUnreachable("an encoding that was not asked for")
    inflate = None if encoding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    body, received = bytearray(), 0
    while piece := answer.read1(PIECE, decode_content=False):
        if time.monotonic() > deadline:
            raise FetchUnreachable("it took too long")
        received += len(piece)
        body += piece if inflate is None else inflate.decompress(piece, limit + 1 - len(body))
        if received > limit or len(body) > limit or (inflate is not None and inflate.unconsumed_tail):
            raise FetchUnreachable("the document is too large")
    if time.monotonic() > deadline or (inflate is not None and not inflate.eof):
        raise FetchUnreachable("the document was cut off")
    return bytes(body)


def _max_age(header: str) -> int | None:
    directives = [part.strip().lower() for part in header.split(",")]
    if "no-store" in directives or "no-cache" in directives:
        return 0
    for directive in directives:
        name, _, value = directive.partition("=")
        if name == "max-age" and value.isdigit():
            return int(value[:9])
    return None
