"""Addresses that others name lead to the open internet only, and answers have a size and an end."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from requests import RequestException
from requests.exceptions import SSLError, TooManyRedirects

from intercity.core import fetching
from intercity.core.fetching import careful_session
from intercity.core.hosts import is_public

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "::", "::1", "::7f00:1", "fe80::1", "fe80::1%lo", "fd00:ec2::254", "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::a01:203", "2002:7f00:1::",
    "2001:0:7f00:1::", "2001:db8::1", "no address",
]  # fmt: skip
OPEN = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]


class Server:
    """A web server on this machine that nobody outside should make us ask."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802
                outer.asked.append(self.path)
                where, _, what = self.path[1:].partition("/")
                {"to": self.redirect, "drip": self.drip, "long": self.long}.get(where, self.plain)(what)

            def plain(self, _what: str) -> None:
                self.send_response(200)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"text")

            def redirect(self, where: str) -> None:
                self.send_response(302)
                self.send_header("Location", where)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def drip(self, where: str) -> None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if where == "body" else b"X: "))
                while not outer.over.wait(0.01):
                    self.wfile.write(b"x")

            def long(self, _what: str) -> None:
                self.send_response(200)
                self.end_headers()
                while not outer.over.is_set():
                    self.wfile.write(b"x" * 65536)

            def log_message(self, *_args: object) -> None:
                """Quiet."""

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    """Whoever asked has gone."""

        return Handler

    def stop(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


def fetch(address: str, *private: str) -> str:
    with careful_session(private) as session:
        return session.get(address).text


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """From now on every name stands for these addresses."""
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        if host[:1].isalpha():
            return [row for address in addresses for row in real(address, port, *args, **options)]
        return real(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_only_the_open_internet_is_public() -> None:
    assert [address for address in INSIDE if is_public(address)] == []
    assert [address for address in OPEN if not is_public(address)] == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0", "[::ffff:7f00:1]"])
def test_this_machine_is_not_asked_however_it_is_written(name: str, server: Server) -> None:
    port = server.host.rpartition(":")[2]
    for scheme in ("http", "https"):
        with pytest.raises(RequestException, match="not on the open internet|without TLS"):
            fetch(f"{scheme}://{name}:{port}/")
    assert not server.asked


@pytest.mark.parametrize("inside", ["169.254.169.254", "10.1.2.3", "::ffff:127.0.0.1", "fd00:ec2::254"])
def test_a_name_that_leads_inside_is_refused_also_beside_one_that_does_not(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, "93.184.216.34", inside)
    with pytest.raises(RequestException, match="not on the open internet"):
        fetch("https://push.example/")


def test_it_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    names(monkeypatch, "93.184.216.34")
    reached: list[tuple[str, int]] = []

    def network(address: tuple[str, int], *_args: Any, **_options: Any) -> socket.socket:
        # Whoever asks for the name again is led inside.
        names(monkeypatch, "127.0.0.1")
        reached.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(fetching, "create_connection", network)
    with pytest.raises(RequestException, match="no network here"):
        fetch("https://push.example/")
    assert reached == [("93.184.216.34", 443)]


def test_a_named_host_may_be_inside_and_no_other_port_of_it(server: Server) -> None:
    assert fetch(f"http://{server.host}/", server.host) == "text"
    with pytest.raises(RequestException, match="without TLS"):
        fetch(f"http://{server.host}/", "127.0.0.1", "127.0.0.1:1")


def test_what_a_redirect_names_is_looked_at_too(server: Server) -> None:
    other = Server()
    assert fetch(f"http://{server.host}/to//end", server.host) == "text"
    for where in (f"http://{other.host}/secret", f"https://{other.host}/secret", "https://169.254.169.254/latest"):
        with pytest.raises(RequestException, match="not on the open internet|without TLS"):
            fetch(f"http://{server.host}/to/{where}", server.host)
    with pytest.raises(RequestException):
        fetch(f"http://{server.host}/to/file:///etc/passwd", server.host)
    assert not other.asked
    other.stop()


def test_redirects_end(server: Server) -> None:
    with pytest.raises(TooManyRedirects):
        fetch(f"http://{server.host}/to/" + "/to/" * 9, server.host)


@pytest.mark.parametrize("what", ["drip/body", "drip/head", "long"])
def test_an_answer_has_an_end(what: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    if what != "long":
        monkeypatch.setattr(fetching, "SECONDS", 0.2)
    with pytest.raises(RequestException):
        fetch(f"http://{server.host}/{what}", server.host)


def test_a_certificate_that_nobody_signed_is_refused(server: Server, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path / "own.pem"))
    server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
    with pytest.raises(SSLError):
        fetch(f"https://{server.host}/", server.host)
    assert not server.asked


def own_certificate(path: Path) -> Path:
    """A key, and a certificate for 127.0.0.1 that it signed itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now()
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    signed = built.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path
