"""Somebody before a screen: a browser of their own, signed in or not, that notes everything that should not happen."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

# Projects that registries know and nobody has applied for: one for each way through.
JOURNEYS = ("2601-441802-04-01-300001", "2601-441802-04-01-300002")
LARGE = 500  # nodes of the chain `large`
HEIGHT = {360: 740, 1280: 900}
WIDEST = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@dataclass(frozen=True, slots=True)
class Site:
    """The served demo. sessions: login -> cookie. cases: scene -> id and number. values: parameter -> sample;
    special: the same for one route."""

    url: str
    var: Path
    sessions: Mapping[str, str]
    cases: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Any]
    special: Mapping[str, Mapping[str, Any]]

    def values_for(self, route: str) -> dict[str, Any]:
        return {**self.values, **self.special.get(route, {})}

    def wait(self, seconds: float = 30) -> None:
        """Until it answers."""
        ends = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if time.monotonic() > ends:
                    raise
                time.sleep(0.1)


@dataclass
class Seen:
    """What went wrong, and what the present page took."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    bytes: int = 0


class Reader:
    """One browser context with one page (`tab()` opens more). Errors that a test provokes are named by `expect`."""

    def __init__(
        self, browser: Browser, site: Site, role: str, *, width: int, dark: bool, script: bool, language: str = "zh-CN"
    ) -> None:
        self.site, self.role, self.seen = site, role, Seen()
        self.expected: tuple[str, ...] = ()
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT.get(width, 900)}, java_script_enabled=script, locale=language,
            base_url=site.url, timezone_id="Asia/Shanghai", reduced_motion="reduce",
        )  # fmt: skip
        self.context.set_default_timeout(10_000)
        cookies = {"theme": "dark"} if dark else {}
        if role:
            cookies["sessionid"] = site.sessions[role]
        self.context.add_cookies([{"name": n, "value": v, "url": site.url} for n, v in cookies.items()])
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.errors.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        session = self.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._count(event["encodedDataLength"]))
        return page

    def open(self, path: str, *, until: Literal["load", "networkidle"] = "networkidle") -> Response:
        """Go there. What the browser has taken is counted anew."""
        self.seen.bytes = 0
        response = self.page.goto(path, wait_until=until)
        assert response is not None
        return response

    def look(self, width: int, theme: str) -> None:
        """The same page on another screen, in another light."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        self.page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)

    def expect(self, *words: str) -> None:
        """Errors with one of these words are the test's own doing."""
        self.expected = words

    def wrong(self) -> list[str]:
        told = self.seen.errors + [f"another host: {url}" for url in self.seen.foreign] + self.seen.failed
        return [f"{self.role or 'public'}: {line}" for line in told if not any(word in line for word in self.expected)]

    def too_wide(self) -> int:
        """By how many pixels the page can be scrolled sideways."""
        return int(self.page.evaluate(WIDEST))

    def close(self) -> None:
        self.context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.errors.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and not request.url.startswith(self.site.url):
            self.seen.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.seen.failed.append(f"{response.status} {response.url}")

    def _count(self, size: float) -> None:
        self.seen.bytes += int(size)
