"""The one way out (A11, A12): a corpus of hostile addresses, a canary that nothing may reach, and a twin that fails."""

import gzip
import http.client
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from lms.fetching import FetchError, FetchNotFound, FetchRefused, FetchUnreachable, fetch, target_of
from lms.resolving import FETCHES, Budget
from lms.settings import Settings, load_settings
from tests.lms.url_corpus import corpus

BODIES: dict[str, Callable[["Canary"], None]] = {}


class Canary(BaseHTTPRequestHandler):
    """Counts who comes by, and answers in the ways that servers do."""

    protocol_version = "HTTP/1.1"
    hits: list[str] = []
    broken_off = threading.Event()
    leave = threading.Event()

    def do_GET(self) -> None:
        Canary.hits.append(self.path)
        BODIES.get(urlsplit(self.path).path, Canary.hello)(self)

    def hello(self) -> None:
        self.say(b'{"hello": "you"}')

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


BOMB = gzip.compress(b"0" * 50_000_000)


def bomb(canary: Canary) -> None:
    canary.say(BOMB, Content_Encoding="gzip")


def drip(canary: Canary) -> None:
    canary.send_response(200)
    canary.send_header("Content-Length", "200000")
    canary.end_headers()
    drip_on(canary)


def drip_headers(canary: Canary) -> None:
    canary.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    drip_on(canary)


def drip_on(canary: Canary) -> None:
    """A byte at a time until the other side breaks off: no test is so patient that it comes to an end."""
    try:
        while not Canary.leave.wait(0.05):
            canary.wfile.write(b"x")
    except OSError:
        Canary.broken_off.set()
    canary.close_connection = True


def chunked(canary: Canary) -> None:
    canary.send_response(200)
    canary.send_header("Transfer-Encoding", "chunked")
    canary.end_headers()
    for _ in range(4):
        canary.wfile.write(b"5\r\nabcde\r\n")
    canary.wfile.write(b"0\r\n\r\n")


BODIES |= {
    "/bomb": bomb,
    "/drip": drip,
    "/drip-headers": drip_headers,
    "/chunked": chunked,
    "/gzip": lambda canary: canary.say(gzip.compress(b"squeezed"), Content_Encoding="gzip"),
    "/deflate": lambda canary: canary.say(zlib.compress(b"squeezed"), Content_Encoding="deflate"),
    "/cut": lambda canary: canary.say(gzip.compress(b"squeezed")[:-6], Content_Encoding="gzip"),
    "/brotli": lambda canary: canary.say(b"?", Content_Encoding="br"),
    "/large": lambda canary: canary.say(b"0" * (256 * 1024 + 1)),
    "/fits": lambda canary: canary.say(b"0" * (256 * 1024)),
    "/asked-for": lambda canary: canary.say((canary.headers["Accept"] or "").encode()),
    "/missing": lambda canary: canary.say(b"", 404),
    "/broken": lambda canary: canary.say(b"", 500),
    "/redirect": lambda canary: canary.say(b"", 302, Location="/hello"),
    "/cached": lambda canary: canary.say(b"{}", Cache_Control="public, max-age=120", ETag='"a"'),
    "/not-kept": lambda canary: canary.say(b"{}", Cache_Control="no-store, max-age=120"),
    "/cookie": lambda canary: canary.say(b"{}", Set_Cookie="a=b"),
}


@pytest.fixture
def canary() -> Iterator[int]:
    """A server on loopback; gives its port."""
    Canary.hits, Canary.broken_off, Canary.leave = [], threading.Event(), threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    server.daemon_threads = True
    server.block_on_close = False
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    Canary.leave.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_settings(canary: int, tmp_path: Path) -> Settings:
    """The operator named the canary, so it may be asked."""
    return load_settings({"INSTANCE_DIR": str(tmp_path), "OUTBOUND_PRIVATE_HOSTS": f"127.0.0.1:{canary}"})


@pytest.fixture
def closed(tmp_path: Path) -> Settings:
    return load_settings({"INSTANCE_DIR": str(tmp_path)})


class Watch:
    """In the place of `time`: it stands still until somebody sets it."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


def all_names_are_loopback(host: str, port: int) -> list[str]:
    """What a hostile name server would say."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(entry[4][0]) for entry in found]
    except OSError:
        return ["127.0.0.1"]


def test_no_address_of_the_corpus_reaches_the_canary(canary: int, closed: Settings) -> None:
    urls = corpus(canary)
    assert len(set(urls)) >= 300
    for url in urls:
        with pytest.raises(FetchError):
            fetch(url, settings=closed, lookup=all_names_are_loopback, seconds=1)
    assert Canary.hits == []


def test_the_vulnerable_twin_reaches_it(canary: int) -> None:
    """A plain client with the same addresses does reach the canary, so the canary can see."""
    client = PoolManager(retries=False, timeout=0.5)
    for url in corpus(canary):
        if len(Canary.hits) > 10:
            break
        if url.startswith("http://"):
            try:
                client.request("GET", url)
            except (HTTPError, ValueError, OSError, http.client.HTTPException):
                continue
    client.clear()
    assert len(Canary.hits) > 10


def test_a_name_that_changes_its_mind_is_asked_once(
    canary: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first answer is public, every later one is the canary. The connection goes to the first."""
    answers = iter(["93.184.215.14"] + ["127.0.0.1"] * 9)
    asked: list[str] = []
    connected: list[object] = []

    def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return [next(answers)]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise OSError("no network in a test")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(FetchUnreachable):
        fetch("https://rebind.example/", settings=load_settings({"INSTANCE_DIR": str(tmp_path)}), lookup=lookup)
    assert asked == ["rebind.example"]
    assert connected == ["93.184.215.14"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(closed: Settings) -> None:
    with pytest.raises(FetchRefused):
        fetch("https://mixed.example/", settings=closed, lookup=lambda *_: ["93.184.215.14", "10.0.0.1"])


def test_a_name_that_is_not_known(closed: Settings) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(FetchUnreachable):
        fetch("https://nowhere.example/", settings=closed, lookup=unknown)


def test_a_name_server_that_never_answers_costs_no_more_than_the_time(
    closed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call comes back while the name server still holds its answer, and waits as long as it was given."""
    asked, answer = threading.Event(), threading.Event()
    answered: list[str] = []
    waits: list[float | None] = []

    def held(host: str, port: int) -> list[str]:
        asked.set()
        answer.wait()
        answered.append(host)
        return []

    class Waiting(Thread):
        def join(self, timeout: float | None = None) -> None:
            waits.append(timeout)
            super().join(timeout)

    monkeypatch.setattr("lms.fetching.threading", SimpleNamespace(Thread=Waiting))
    monkeypatch.setattr("lms.fetching.time", Watch())
    try:
        with pytest.raises(FetchUnreachable):
            fetch("https://slow.example/", settings=closed, seconds=0.3, lookup=held)
        assert asked.wait(60)
        assert answered == []
        assert waits == [pytest.approx(0.3)]
    finally:
        answer.set()


def at(port: int, path: str) -> str:
    return f"http://127.0.0.1:{port}{path}"


def test_what_the_operator_named_is_fetched(canary: int, open_settings: Settings) -> None:
    found = fetch(at(canary, "/hello?x=1"), settings=open_settings)
    assert found.body == b'{"hello": "you"}'
    assert Canary.hits == ["/hello?x=1"]


def test_only_the_named_port(canary: int, tmp_path: Path) -> None:
    other = load_settings({"INSTANCE_DIR": str(tmp_path), "OUTBOUND_PRIVATE_HOSTS": f"127.0.0.1:{canary + 1}, other"})
    with pytest.raises(FetchRefused):
        fetch(at(canary, "/"), settings=other)
    assert target_of("http://other/", other.private_hosts).port == 80
    with pytest.raises(FetchRefused):
        target_of(f"http://other:{canary}/", other.private_hosts)
    assert Canary.hits == []


@pytest.mark.parametrize(
    ("path", "body"),
    [("/gzip", b"squeezed"), ("/deflate", b"squeezed"), ("/chunked", b"abcde" * 4), ("/fits", b"0" * 256 * 1024)],
)
def test_bodies(canary: int, open_settings: Settings, path: str, body: bytes) -> None:
    assert fetch(at(canary, path), settings=open_settings).body == body


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/bomb", FetchUnreachable),
        ("/large", FetchUnreachable),
        ("/cut", FetchUnreachable),
        ("/brotli", FetchUnreachable),
        ("/missing", FetchNotFound),
        ("/broken", FetchUnreachable),
        ("/redirect", FetchRefused),
    ],
)
def test_what_is_not_taken(canary: int, open_settings: Settings, path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetch(at(canary, path), settings=open_settings)
    assert Canary.hits == [path], "a redirect is not followed"


@pytest.mark.parametrize("kind", ["application/vc+ld+json", "application/vc", "application/vc+jwt", "text/plain"])
def test_every_form_of_a_badge_is_asked_for(canary: int, open_settings: Settings, kind: str) -> None:
    """A server that gives only one of them must not answer that it has nothing (406)."""
    asked = fetch(at(canary, "/asked-for"), settings=open_settings).body.decode()
    assert kind in [item.partition(";")[0].strip() for item in asked.split(",")]


def test_a_bomb_takes_no_memory(canary: int, open_settings: Settings) -> None:
    """A12: 50 MB in 50 kB is given up at the cap; the twin without a cap holds a whole piece."""
    tracemalloc.start()
    with pytest.raises(FetchUnreachable):
        fetch(at(canary, "/bomb"), settings=open_settings)
    _, peak = tracemalloc.get_traced_memory()
    squeezed = BOMB[: 16 * 1024]
    tracemalloc.reset_peak()
    zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(squeezed)
    _, twin = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000 < twin


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_dripping_is_cut_at_the_deadline(
    canary: int, open_settings: Settings, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side would go on for ever; what ends it is the one cut, after just the time that was left."""
    watch, cuts = Watch(), []

    def lookup(host: str, port: int) -> list[str]:
        watch.now += 0.4
        return [host]

    class Cut(threading.Timer):
        def __init__(self, interval: float, function: Callable[[object], None], args: list[object]) -> None:
            def cut(connection: object) -> None:
                watch.now += interval + 0.1
                function(connection)

            cuts.append(interval)
            super().__init__(interval, cut, args)

    monkeypatch.setattr("lms.fetching.threading", SimpleNamespace(Thread=Thread, Timer=Cut))
    monkeypatch.setattr("lms.fetching.time", watch)
    with pytest.raises(FetchUnreachable):
        fetch(at(canary, path), settings=open_settings, seconds=1, lookup=lookup)
    assert cuts == [pytest.approx(0.6)]
    assert Canary.broken_off.wait(60)


def test_a_body_that_is_late_is_left(canary: int, open_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece is looked at, so even a cut that never comes cannot make a call last."""
    watch = Watch()

    def late(canary: Canary) -> None:
        watch.now += 3600.1
        drip(canary)

    monkeypatch.setitem(BODIES, "/late", late)
    monkeypatch.setattr("lms.fetching.time", watch)
    with pytest.raises(FetchUnreachable, match="took too long"):
        fetch(at(canary, "/late"), settings=open_settings, seconds=3600)
    assert Canary.broken_off.wait(60)


def test_how_long_it_may_be_kept(canary: int, open_settings: Settings) -> None:
    assert fetch(at(canary, "/cached"), settings=open_settings).max_age == 120
    assert fetch(at(canary, "/cached"), settings=open_settings).etag == '"a"'
    assert fetch(at(canary, "/not-kept"), settings=open_settings).max_age == 0
    assert fetch(at(canary, "/hello"), settings=open_settings).max_age is None


def test_a_certificate_that_is_not_trusted(tmp_path: Path) -> None:
    """https to a server that does not prove who it is ends before anything is asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.settimeout(5)

    def plain() -> None:
        connection, _ = listener.accept()
        connection.recv(1024)
        connection.close()

    thread = Thread(target=plain, daemon=True)
    thread.start()
    settings = load_settings({"INSTANCE_DIR": str(tmp_path), "OUTBOUND_PRIVATE_HOSTS": f"127.0.0.1:{port}"})
    with pytest.raises(FetchUnreachable):
        fetch(f"https://127.0.0.1:{port}/", settings=settings)
    thread.join(5)
    listener.close()
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_a_verification_spends_eight_fetches_at_most() -> None:
    budget = Budget()
    assert [bool(budget.take()) for _ in range(FETCHES + 1)] == [True] * FETCHES + [False]


def test_a_verification_spends_five_seconds_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 100.0, 103.0, 106.0])
    monkeypatch.setattr("lms.resolving.time.monotonic", lambda: next(clock))
    budget = Budget()
    assert [budget.take(), budget.take(), budget.take()] == [3.0, 2.0, 0.0]
