"""Bad networks and bad clients, against a real server with raw sockets."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intercity.config.front.protocol import HEAD_SECONDS
from tests.proof.server import Server, free_port, read_to_end, read_until

pytestmark = pytest.mark.proof

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /echo HTTP/1.1\r\n" + HOST
BIG = 24_000_000


def make_data(folder: Path) -> Path:
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "big.bin").write_bytes(os.urandom(1000) * (BIG // 1000))
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(make_data(tmp_path_factory.mktemp("front") / "data"))
    yield running
    running.stop()


def slowest_page(server: Server) -> float:
    """The longest of thirty pages, in seconds: one that waits for a stalled client takes `HEAD_SECONDS`."""
    times = []
    for _ in range(30):
        began = time.monotonic()
        assert server.get("/").status == 200
        times.append(time.monotonic() - began)
    return max(times)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_fifty_stalled_uploads_do_not_delay_a_page(server: Server) -> None:
    head = b"POST /upload/echo HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n"
    clients = [server.send(head + b"x" * 5000) for _ in range(50)]
    assert slowest_page(server) < HEAD_SECONDS / 2
    for client in clients:
        client.close()


@pytest.mark.parametrize("path", [b"/big-file", b"/big-page"])
def test_fifty_stalled_downloads_do_not_delay_a_page(server: Server, path: bytes) -> None:
    clients = [server.connect(receive_buffer=4096) for _ in range(50)]
    for client in clients:
        client.sendall(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    for client in clients:
        assert status(client.recv(100)) == 200
    assert slowest_page(server) < HEAD_SECONDS / 2
    for client in clients:
        client.close()


def test_a_slow_reader_gets_its_file_whole(server: Server) -> None:
    with server.connect(receive_buffer=65536) as client:
        client.sendall(b"GET /big-file HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        body = read_to_end(client).split(b"\r\n\r\n", 1)[1]
    wanted = Path(server.environment["INTERCITY_DATA"], "files", "big.bin").read_bytes()
    assert len(body) == BIG
    assert hashlib.sha256(body).digest() == hashlib.sha256(wanted).digest()


def test_a_part_of_a_file(server: Server) -> None:
    answer = server.get("/big-file", headers={"Range": "bytes=-1000"})
    assert (answer.status, len(answer.text)) == (206, 1000)  # type: ignore[attr-defined]
    head = server.get("/big-file", "HEAD")
    assert (head.status, head.getheader("Content-Length"), head.text) == (200, str(BIG), b"")  # type: ignore[attr-defined]


def test_the_path_of_a_file_is_not_told(server: Server) -> None:
    assert "x-intercity-file" not in {name.lower() for name, _ in server.get("/big-file").getheaders()}


def test_a_chunked_body_is_whole(server: Server) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (b"a" * 70_000, b"b", b"c" * 300_000))
    answer = server.raw(POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    whole = b"a" * 70_000 + b"b" + b"c" * 300_000
    assert status(answer) == 200
    assert b'"length": 370001' in answer
    assert b'"CONTENT_LENGTH": "370001"' in answer
    assert hashlib.sha256(whole).hexdigest().encode() in answer


@pytest.mark.parametrize(
    "request_text",
    [
        POST + b"Content-Length: 10\r\n\r\nabc",
        POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_a_body_that_is_cut_off_or_ambiguous_never_reaches_django(server: Server, request_text: bytes) -> None:
    client = server.send(request_text)
    client.shutdown(socket.SHUT_WR)
    answer = read_to_end(client)
    client.close()
    assert answer == b"" or status(answer) in (400, 501)
    assert b"sha256" not in answer


@pytest.mark.parametrize(
    ("path", "length", "wanted"),
    [
        ("/echo", 2_097_152, 200),
        ("/echo", 2_097_153, 413),
        ("/upload/echo", 3_000_000, 200),
        ("/upload/echo", 32_000_000, 413),
    ],
)
def test_bodies_have_a_limit_by_path(server: Server, path: str, length: int, wanted: int) -> None:
    assert server.get(path, "POST", body=b"x" * length).status == wanted


def test_a_chunked_body_above_the_limit_is_refused_while_it_is_sent(server: Server) -> None:
    chunk = b"%x\r\n%s\r\n" % (500_000, b"x" * 500_000)
    answer = server.raw(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 8 + b"0\r\n\r\n")
    assert status(answer) == 413


def test_a_client_that_asks_first_is_told_before_it_sends(server: Server) -> None:
    expect = b"Expect: 100-continue\r\nConnection: close\r\n"
    assert status(server.raw(POST + expect + b"Content-Length: 9000000\r\n\r\n")) == 413
    with server.send(POST + expect + b"Content-Length: 3\r\n\r\n") as client:
        assert read_until(client, b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        client.sendall(b"abc")
        assert b'"length": 3' in read_to_end(client)


FORGED = {
    "X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=8.8.8.8;proto=https", "X_Forwarded_For": "8.8.4.4", "X_Real_IP": "8.8.4.4",
}  # fmt: skip


def test_forged_proxy_headers_are_ignored(server: Server) -> None:
    seen = server.json("/echo", headers=FORGED)
    assert (seen["REMOTE_ADDR"], seen["secure"]) == ("127.0.0.1", False)
    assert not {"8.8.8.8", "8.8.4.4", "evil.example"} & {str(value) for value in seen.values()}


def test_a_trusted_proxy_is_believed(tmp_path: Path) -> None:
    server = Server(make_data(tmp_path / "data"), TRUSTED_PROXIES="127.0.0.0/8")
    try:
        seen = server.json("/echo", headers=FORGED)
    finally:
        server.stop()
    assert (seen["REMOTE_ADDR"], seen["secure"]) == ("8.8.8.8", True)
    assert not {"8.8.4.4", "evil.example"} & {str(value) for value in seen.values()}


def test_ordinary_http_still_works(server: Server) -> None:
    head = server.get("/", "HEAD")
    assert (head.status, head.getheader("Content-Length"), head.text) == (200, "6", b"")  # type: ignore[attr-defined]
    assert head.getheader("Date", "").endswith("GMT")
    assert head.getheader("Server") is None
    assert server.get("/", "OPTIONS").status == 200
    assert server.get("/echo", "POST").status == 200
    old = server.raw(b"GET / HTTP/1.0\r\n" + HOST + b"\r\n")
    assert (status(old), old.endswith(b"\r\n\r\na page")) == (200, True)
    twice = server.raw(
        (b"GET / HTTP/1.1\r\n" + HOST) * 1 + b"\r\nGET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    )
    assert twice.count(b"a page") == 2


def test_an_error_is_a_500_and_the_next_page_works(server: Server) -> None:
    assert server.get("/boom").status == 500
    assert server.get("/").status == 200


def test_the_state_of_the_tailer_is_known(server: Server) -> None:
    assert server.json("/healthz")["tailer_age"] < 2


def listen(server: Server, last: str | None = None, query: bytes = b"") -> socket.socket:
    resume = f"Last-Event-ID: {last}\r\n".encode() if last else b""
    client = server.send(b"GET /live" + query + b" HTTP/1.1\r\n" + HOST + resume + b"\r\n")
    read_until(client, b"retry: 2000")
    return client


def said(server: Server, text: str, audience: str = "public") -> bytes:
    return bytes(server.get(f"/say?text={text}&audience={audience}").text)  # type: ignore[attr-defined]


def test_a_card_is_heard_by_those_who_may(server: Server) -> None:
    with listen(server) as public, listen(server, query=b"?network") as network:
        said(server, "secret", "network")
        said(server, "hello")
        heard = read_until(public, b"data: hello")
        assert b"secret" not in heard
        assert b"data: secret" in read_until(network, b"data: hello")


def test_streams_that_nobody_reads_do_not_stop_the_others(server: Server) -> None:
    stalled = [server.connect(receive_buffer=2048) for _ in range(20)]
    for client in stalled:
        client.sendall(b"GET /live HTTP/1.1\r\n" + HOST + b"\r\n")
    with listen(server) as reader:
        for number in range(30):
            said(server, "x" * 3000 + str(number))
        read_until(reader, b"x29\n")
    assert slowest_page(server) < HEAD_SECONDS / 2
    for client in stalled:
        client.close()


def test_a_stream_resumes_after_a_restart_without_gap_or_repetition(tmp_path: Path) -> None:
    data, port = make_data(tmp_path / "data"), free_port()
    server = Server(data, port=port)
    client = listen(server)
    said(server, "one")
    last = re.findall(rb"id: (\d+)", read_until(client, b"data: one"))[-1].decode()
    said(server, "two")
    assert server.stop() == 0
    client.close()

    server = Server(data, port=port)
    client = listen(server, last)
    said(server, "three")
    heard = re.findall(rb"data: (\w+)", read_until(client, b"data: three"))
    client.close()
    server.stop()
    assert heard[-1] == b"three"
    assert heard in ([b"two", b"three"], [b"three"])
