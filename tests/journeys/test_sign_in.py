"""Each way to sign in, in a real browser: mailed code, passkey, authenticator app, another organisation's account."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from benchmarks.server import Installation, free_port
from tests.journeys.conftest import Window, serve_demo, violations
from tests.journeys.mailing import Letters, keep_letters

pytestmark = [pytest.mark.proof, pytest.mark.browser]
OpenWindow = Callable[..., Window]

CITY = "city-of-nice"
OFFICER = f"officer@{CITY}.invalid"
ANA = {"sub": "ana", "email": f"ana@{CITY}.invalid", "email_verified": True, "name": "Ana Petit", "city": "Nice"}
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture(scope="module")
def letters() -> Iterator[tuple[Letters, int]]:
    """What people are mailed."""
    yield from keep_letters()


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider of OpenID Connect that knows Ana."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock"]
    process = subprocess.Popen([*command, "--port", str(port), "--user-claims", json.dumps(ANA)])
    until = time.monotonic() + 60
    while True:
        try:
            urlopen(f"{address}/.well-known/openid-configuration").close()
            break
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < until
    yield address
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, letters: tuple[Letters, int], provider: str
) -> Iterator[Installation]:
    """A demo network with real mail, in which Nice signs in at that provider too."""
    nice = {
        "id": "nice", "name": "Account of Nice", "server_url": provider, "client_id": "intercity", "secret": "x",
        "organisations": {"claim": "city", "values": {"Nice": CITY}},
        "private_hosts": [provider.removeprefix("http://")],
    }  # fmt: skip
    yield from serve_demo(
        tmp_path_factory.mktemp("signing-in"),
        EMAIL_URL=f"smtp://127.0.0.1:{letters[1]}",
        OIDC_PROVIDERS=json.dumps([nice]),
    )


def at_localhost(window: Window) -> Window:
    """The same server by a name that browsers keep passkeys for."""
    window.base = window.base.replace("127.0.0.1", "localhost")
    return window


def type_mailed_code(window: Window, letters: Letters) -> None:
    """Ask for a code, and type the one that comes."""
    before = len(letters.to(CITY))
    window.page.goto(f"{window.base}/accounts/login/?next=/me/security")
    window.page.get_by_label("Your work e-mail").fill(OFFICER)
    window.page.get_by_role("button", name="Mail me a code").click()
    with letters.changed:
        assert letters.changed.wait_for(lambda: len(letters.to(CITY)) > before, 60)
    code = next(word for word in letters.to(CITY)[-1]["Subject"].split() if "-" in word and word.isupper())
    window.page.get_by_label("Code").fill(code)
    window.page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(window: Window) -> None:
    """As by the button in the header."""
    window.page.goto(f"{window.base}/accounts/logout/")
    window.page.locator("main").get_by_role("button", name="Sign out").click()
    window.page.goto(f"{window.base}/me/security")
    expect(window.page).to_have_url(f"{window.base}/accounts/login/?next=/me/security")


def set_up_app(page: Page, base: str) -> str:
    """Set an authenticator app up with the key that the page shows; gives the key."""
    page.goto(f"{base}/me/security/app")
    page.get_by_role("button", name="Use a passkey").click()
    key = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("six digits").fill(app_code(key, -1))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("The authenticator app is set up.")).to_be_visible()
    return key


def app_code(key: str, later: int) -> str:
    """What the app shows now, or so many half minutes later: each code counts once."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + later))


def test_code_passkey_and_app_sign_a_person_in(window: OpenWindow, letters: tuple[Letters, int]) -> None:
    mine = at_localhost(window())
    page, inside = mine.page, f"{mine.base}/me/security"
    device = mine.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    type_mailed_code(mine, letters[0])
    expect(page).to_have_url(inside)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Office laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Show me the codes").click()
    expect(page.locator(".recovery li")).to_have_count(10)
    mine.picture("sign-in-codes")
    page.goto(inside)
    expect(page.get_by_text("Office laptop").first).to_be_visible()
    assert violations(page) == []
    mine.picture("sign-in-security")

    sign_out(mine)
    mine.picture("sign-in-login")
    assert violations(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(inside)
    # Added minutes ago, but the change of a factor asks for a fresh proof of the one that is there.
    key = set_up_app(page, mine.base)

    sign_out(mine)
    type_mailed_code(mine, letters[0])
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    mine.picture("sign-in-second")
    page.get_by_label("Code from your app").fill(app_code(key, 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(inside)
    expect(page.get_by_text("This is where you are now.")).to_be_visible()


def test_another_organisations_account_signs_a_person_in(window: OpenWindow, provider: str) -> None:
    mine = window()
    ours, page = mine.is_ours, mine.page
    mine.is_ours = lambda url: ours(url) or url.startswith(provider)  # type: ignore[method-assign]
    page.goto("/accounts/login/?next=/me/")
    page.get_by_role("link", name="Account of Nice").click()
    page.wait_for_url(f"{provider}/**")
    page.locator("input[name=sub]").first.fill("ana")
    page.locator("input[name=sub]").first.press("Enter")
    page.wait_for_url("**/me/")
    expect(page.get_by_text(ANA["email"])).to_be_visible()
    expect(page.locator("#acts + ul").get_by_text("Officer: may post")).to_be_visible()
    # What the provider's own page lacks is not ours.
    mine.complaints = [one for one in mine.complaints if not one.startswith(provider)]
