"""Messages on the screen: encrypted for one browser, only of what may travel, and no more once the browser is gone."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.notifications.actions import set_choice
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import By, Channel, Delivery, DeliveryState, PushSubscription
from intercity.notifications.push.keys import is_installed, public_key
from intercity.notifications.recipients import notify
from intercity.notifications.tellers.answer import ANSWER
from intercity.notifications.tests.helpers import act_of, comment_on
from intercity.organisations.models import Membership
from intercity.posts import actions
from intercity.posts.models import Post
from intercity.posts.telling import Pace
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post, make_readers

http_ece = pytest.importorskip("http_ece", reason="the extra push is not installed")
ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")
serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")

pytestmark = pytest.mark.django_db


def urlsafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Browser:
    """The keys of one browser, and a push service that gives it what arrives."""

    def __init__(self) -> None:
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.status, self.raw = 201, list[tuple[dict[str, str], bytes]]()
        self.server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.endpoint = f"http://{self.host}/send/abc"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        browser = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                browser.raw.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(browser.status)
                self.send_header("Location", f"http://{browser.host}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        return Handler

    @property
    def fields(self) -> dict[str, str]:
        """What it says of itself when somebody wants messages."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": self.endpoint, "p256dh": urlsafe(point), "auth": urlsafe(self.auth)}

    def shown(self) -> list[dict[str, Any]]:
        """The messages, as the browser decrypts them."""
        return [
            json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))
            for _headers, body in self.raw
        ]


@pytest.fixture
def browser(settings: Settings, tmp_path: Path) -> Iterator[Browser]:
    made = Browser()
    settings.DATA = tmp_path
    settings.PUSH_HOSTS = settings.PUSH_HOSTS_WITHOUT_TLS = [made.host]
    settings.PUBLIC_URL = "https://cities.example"
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def screen(officer: Persona, browser: Browser) -> Client:
    """The officer's browser: signed in, shows messages, and answers come there."""
    client = officer.client
    assert client.post("/push", browser.fields).status_code == 204
    set_choice(officer.person, ANSWER, Pace.NOW, By.PUSH)
    return client


def answered(officer: Persona, answerer: Persona, space: Space, **post: str) -> Post:
    """An answer that the worker has noticed, and not yet told of."""
    answer = comment_on(make_post(officer, space, **post), answerer, "We do, in gyms.")
    notify(act_of(answer))
    return answer


def the_push() -> Delivery:
    return Delivery.objects.get(channel=Channel.PUSH)


def test_it_arrives_encrypted_and_says_who_answers(
    screen: Client, browser: Browser, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    answer = answered(officer, officer_elsewhere, space, title="Cool rooms")
    assert deliver_due() == 1
    (message,) = browser.shown()
    assert message["title"] == "Re: Cool rooms"
    assert message["body"] == "Torino: We do, in gyms."
    assert message["url"] == f"https://cities.example{answer.get_absolute_url()}"
    assert message["tag"] == answer.root.uid
    headers, body = browser.raw[0]
    assert b"gyms" not in body
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid t=")
    assert headers["authorization"].endswith(f"k={public_key()}")
    assert the_push().state == DeliveryState.SENT


@pytest.mark.parametrize("label", [Label.AMBER, Label.RED])
def test_of_narrow_labels_only_the_space_is_named(
    label: str, screen: Client, browser: Browser, officer: Persona, officer_elsewhere: Persona, space: Space,
) -> None:  # fmt: skip
    answered(officer, officer_elsewhere, space, title="Secret title")
    assert officer.organisation
    Post.objects.update(label=label, readers=make_readers(officer.organisation) if label == Label.RED else None)
    assert deliver_due() == 1
    (message,) = browser.shown()
    assert (message["title"], message["body"]) == ("Intercity", "Something new in Heatwave")
    assert "Secret" not in str(message)
    assert "gyms" not in str(message)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    status: int, screen: Client, browser: Browser, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    browser.status = status
    answered(officer, officer_elsewhere, space)
    assert deliver_due() == 1
    assert not PushSubscription.objects.exists()
    assert the_push().state == DeliveryState.DROPPED
    assert Delivery.objects.filter(person=officer.person, channel=Channel.INSIDE).exists()


@pytest.mark.parametrize("status", [429, 500, 302])
def test_a_service_that_cannot_now_is_asked_again(
    status: int, screen: Client, browser: Browser, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    browser.status = status
    answered(officer, officer_elsewhere, space)
    assert deliver_due() == 1
    row = the_push()
    assert (row.state, row.attempts) == (DeliveryState.QUEUED, 1)
    assert row.last_error
    assert len(browser.raw) == 1, "a redirect was followed"
    browser.status = 201
    Delivery.objects.filter(pk=row.pk).update(next_try=timezone.now())
    assert deliver_due() == 1
    assert the_push().state == DeliveryState.SENT


@pytest.mark.parametrize("change", ["left", "withdrawn", "inside", "signed out"])
def test_who_lost_access_or_wish_sees_nothing(
    change: str, screen: Client, browser: Browser, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    answer = answered(officer, officer_elsewhere, space)
    changes = {
        "left": lambda: Membership.objects.filter(person=officer.person).update(ended_at=timezone.now()),
        "withdrawn": lambda: actions.withdraw(officer_elsewhere.viewer, answer),
        "inside": lambda: set_choice(officer.person, ANSWER, Pace.NOW, By.INSIDE),
        "signed out": screen.logout,
    }
    changes[change]()
    assert deliver_due() == 1
    assert browser.raw == []
    assert the_push().state == DeliveryState.DROPPED


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.example.net/x",
        "https://user@fcm.googleapis.com/x",
        "https://169.254.169.254/latest",
        "https://fcm.googleapis.com:8443/x",
        "https://[::1/x",
        "file:///etc/passwd",
    ],
)
def test_only_push_services_are_called(
    endpoint: str, settings: Settings, officer: Persona, officer_elsewhere: Persona, browser: Browser, space: Space
) -> None:
    settings.PUSH_HOSTS = ["fcm.googleapis.com"]
    settings.PUSH_HOSTS_WITHOUT_TLS = []
    assert officer.client.post("/push", {**browser.fields, "endpoint": endpoint}).status_code == 422
    assert not PushSubscription.objects.exists()


def test_broken_keys_are_refused(officer: Persona, browser: Browser) -> None:
    for broken in ({"p256dh": "x"}, {"auth": "<"}, {"endpoint": ""}):
        assert officer.client.post("/push", {**browser.fields, **broken}).status_code == 422


def test_keys_that_are_no_point_of_the_curve_are_forgotten(
    screen: Client, browser: Browser, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    PushSubscription.objects.update(p256dh=urlsafe(b"\x04" + b"\x01" * 64))
    answered(officer, officer_elsewhere, space)
    assert deliver_due() == 1
    assert not PushSubscription.objects.exists()


def test_a_browser_belongs_to_who_signed_in_last(screen: Client, officer_elsewhere: Persona, browser: Browser) -> None:
    officer_elsewhere.client.post("/push", browser.fields)
    assert PushSubscription.objects.get().person == officer_elsewhere.person


def test_what_was_made_with_other_keys_counts_no_more(screen: Client, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "push-key.pem").unlink()
    (tmp_path / "push-key.claim").unlink()
    assert b"No browser shows you messages yet." in screen.get("/me/hearing").content


def test_nobody_stops_the_messages_of_another(screen: Client, officer_elsewhere: Persona, browser: Browser) -> None:
    officer_elsewhere.client.post("/push/stop", {"endpoint": browser.endpoint})
    assert PushSubscription.objects.count() == 1
    assert b"1 browser shows you messages." in screen.get("/me/hearing").content
    screen.post("/push/stop")
    assert not PushSubscription.objects.exists()


def test_the_keys_are_made_once_and_kept(browser: Browser, tmp_path: Path, officer: Persona) -> None:
    first = public_key()
    assert public_key() == first
    assert (tmp_path / "push-key.pem").stat().st_mode & 0o077 == 0
    assert first in officer.client.get("/me/hearing").content.decode()


def test_without_the_extra_nothing_is_offered(officer: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    is_installed.cache_clear()
    monkeypatch.setattr("intercity.notifications.push.keys.find_spec", lambda _name: None)
    try:
        page = officer.client.get("/me/hearing").content.decode()
        assert "push" not in page.split("<main")[1]
        assert officer.client.post("/push").status_code == 404
        assert officer.client.get("/push-worker.js").status_code == 404
    finally:
        is_installed.cache_clear()


def test_the_program_for_browsers_is_served_from_the_top(client: Client) -> None:
    answer = client.get("/push-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content
