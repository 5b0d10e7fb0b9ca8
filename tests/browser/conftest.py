"""One Chromium for all pages, and a watch on everything that a page can do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    "--no-sandbox",  # the pages are the suite's own, and root has no other
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADDRESS = "http://grader.invalid/page.html"
"""Pages are read from here; the request is answered by the suite and never leaves it."""
SETTLE_MS = 150
"""After the page has loaded: time for redirects, animations and failed images to act."""


def _why_not() -> str:
    if shutil.which(CHROMIUM) is None:
        return f"no {CHROMIUM}: apt-get install chromium"
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "no Playwright: make setup"
    return ""


@dataclass
class Watched:
    """A page in the browser, and what it did."""

    page: Any
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    navigations: list[str] = field(default_factory=list)
    popups: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def check_nothing_happened(self, title: str) -> None:
        """No script ran, nothing was asked for, and the page is where and what it was."""
        page = self.page
        assert page.evaluate("window.ran") is None, "a script ran"
        assert page.title() == title
        assert page.url == ADDRESS
        assert self.requests == []
        assert self.dialogs == []
        assert self.navigations == [ADDRESS]
        assert self.popups == []
        assert len(page.frames) == 1
        assert page.workers == []


class Browser:
    """Opens pages, each in a fresh tab, and watches them."""

    def __init__(self, context: Any, log: Path) -> None:
        self._context = context
        self._log = log
        self._open = True

    def open(self, source: str) -> Watched:
        page = self._context.new_page()
        watched = Watched(page)

        def answer(route: Any) -> None:
            url = route.request.url
            if url == ADDRESS and not watched.navigations:
                route.fulfill(body=source, content_type="text/html; charset=utf-8")
                return
            watched.requests.append(url)
            route.fulfill(body="")

        page.route("**/*", answer)
        page.on("dialog", lambda dialog: (watched.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("framenavigated", lambda frame: watched.navigations.append(frame.url))
        page.on("popup", lambda popup: watched.popups.append(popup.url))
        page.on("console", lambda message: watched.messages.append(message.text))
        page.goto(ADDRESS, wait_until="load")
        page.wait_for_timeout(SETTLE_MS)
        return watched

    def close_tabs(self) -> None:
        for page in self._context.pages[1:] if self._open else ():
            page.close()

    def close(self) -> str:
        """End Chromium; what it noted about its use of the network, as JSON."""
        if self._open:
            self._open = False
            self._context.close()
        return self._log.read_text("utf-8", "replace")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Skips where there is no Chromium, if it may."""
    if problem := _why_not():
        if os.environ.get("AUTOGRADER_REQUIRE_BROWSER") == "1":
            pytest.fail(f"a browser is required here: {problem}")
        pytest.skip(problem)
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("chromium")
    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            str(folder / "profile"),
            executable_path=CHROMIUM,
            args=[*_FLAGS, f"--log-net-log={folder / 'net.json'}"],
            viewport={"width": 1000, "height": 800},
        )
        browser = Browser(context, folder / "net.json")
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    yield chromium
    chromium.close_tabs()
