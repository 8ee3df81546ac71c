"""A real demo network, served by real processes, and real browsers."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks.server import Installation, children_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# How long a state is waited for, in milliseconds: a busy machine is no fault of a page.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """`intercity demo` on a free port, in a folder of its own."""
    yield from serve_demo(tmp_path_factory.mktemp("demo"))


def serve_demo(folder: Path, **variables: str) -> Iterator[Installation]:
    """The demo with these variables, until the caller is done; it must live until then, and end well."""
    shutil.copytree(filled(), folder, dirs_exist_ok=True)
    server = Installation(folder, variables=variables)
    server.variables["PUBLIC_URL"] = f"http://127.0.0.1:{server.port}"
    yield from serve(server)


@cache
def filled() -> Path:
    """The data of a demo that was set up in an empty folder, made once: filling it takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="intercity-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for _server in serve(Installation(folder), "--no-worker"):
        pass
    return folder


def serve(server: Installation, *arguments: str) -> Iterator[Installation]:
    """`intercity demo` until the caller is done."""
    command = [sys.executable, "-m", "intercity.cli.main", "demo", "--port", str(server.port), *arguments]
    with (server.data / "serve.log").open("ab") as log:
        server.process = subprocess.Popen(
            command, env=server.environment, stdout=log, stderr=log, start_new_session=True
        )
    server.wait_until_up(120)
    yield server
    assert children_of(server.process.pid), "the server died while it was used"
    assert server.stop() == 0


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the journeys are skipped, and say so."""
    if CHROMIUM is None:
        warnings.warn("NO CHROMIUM FOUND: the browser journeys were NOT run.", stacklevel=1)
        pytest.skip("no Chromium found: install the package chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Window:
    """One browser window of somebody, with what it complained about."""

    def __init__(self, browser: Browser, server: Installation, **options: object) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.context: BrowserContext = browser.new_context(base_url=self.base, locale="en-GB", **options)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complain(str(error)))
        self.page.on("console", lambda message: self.complain(message.text) if message.type == "error" else None)
        self.page.on("request", lambda r: None if self.is_ours(r.url) else self.complain(f"asked {r.url}"))

    def complain(self, text: str) -> None:
        """Note what went wrong, and where."""
        self.complaints.append(f"{self.page.url}: {text}")

    def is_ours(self, url: str) -> bool:
        """Whether a request stays on this server."""
        return url.startswith((self.base, "data:", "blob:"))

    def be(self, role: str) -> Window:
        """Sign in as a role of the demo."""
        self.page.goto(f"/demo/enter/{role}")
        self.page.locator("main button").click()
        self.page.wait_for_url("**/spaces/heatwave-exercise/")
        return self

    def picture(self, name: str) -> None:
        """Keep a picture of the page where INTERCITY_SCREENS says, if it does."""
        folder = os.environ.get("INTERCITY_SCREENS")
        if folder:
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    # axe would fetch our style sheets again, from addresses that it guesses wrongly, and inline them; and it would
    # describe each element with which nothing is wrong.
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.fixture
def window(browser: Browser, demo: Installation) -> Iterator[object]:
    """Opens windows; at the end none of them may have complained or asked anybody else for anything."""
    opened: list[Window] = []

    def open_window(**options: object) -> Window:
        opened.append(Window(browser, demo, **options))
        return opened[-1]

    yield open_window
    complaints = [complaint for one in opened for complaint in one.complaints]
    for one in opened:
        one.context.close()
    assert not complaints, complaints
