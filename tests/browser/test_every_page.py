"""Every page of the permission table, opened by somebody it is for: at both widths, light and dark, looked at by axe-core."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from gaoxin.accounts.rules.roles import Role
from tests.browser.reader import Reader, Seen, Site
from tests.parity.routes import BY_LOGIN_LIBRARY, Route, discovered

pytestmark = pytest.mark.slow
ROUTES = [route for route in discovered() if route.row is not None and not route.name.startswith("api")]
LIMIT, CHARTS = (
    300 * 1024,
    220 * 1024,
)  # of a page, and of the library that draws charts, which only pages with one take
LOGINS = {
    Role.APPLICANT: "applicant", Role.CLERK: "clerk", Role.REVIEWER: "reviewer-1", Role.SUPERVISOR: "supervisor",
    Role.HEAD: "head", Role.SEAL_KEEPER: "seal-keeper", Role.STEWARD: "steward", Role.AUDITOR: "auditor",
    Role.PROMOTER: "promoter-1", Role.AMBASSADOR: "ambassador-1", Role.LEADER: "leader-1", Role.ENGINEER: "engineer-1",
    Role.STATISTICIAN: "statistician", Role.LAND_OFFICER: "land-officer",
    Role.INNOVATION_OFFICER: "innovation-officer",
    Role.POLICY_OFFICER: "policy-officer",
    Role.TALENT_OFFICER: "talent-officer",
    Role.SCHOOL: "school",
    Role.ARBITRATOR: "arbitrator",
    Role.TRIBUNAL_CLERK: "tribunal-clerk",
    Role.LABOUR_OFFICER: "labour-officer",
    Role.SYSTEM_ADMIN: "system-admin", Role.SECURITY_ADMIN: "security-admin", Role.AUDIT_ADMIN: "audit-admin",
}  # fmt: skip
LOOKS = (
    (360, "light"),
    (1280, "light"),
    (1280, "dark", "color-contrast"),
)  # another light changes colours only: one rule judges them
OTHERS = 3  # of those whom a page is for beside the first; that each is let in, the parity test asks
ENDS_SESSION = {"account_logout"}
A_FILE = re.compile(r"\.(pdf|csv|xlsx)$|/files/|/uploads/|/documents/<str")  # who gets which file, the parity test asks
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": "|name="key" value=")[^"]*')
HTMX = re.compile(r'\bhx-get="([^"]*)"')
Read = Callable[..., Reader]
Once = Callable[[str], Reader]


@pytest.fixture(scope="module")
def opened(chromium: Browser, site: Site) -> Iterator[dict[str, Reader]]:
    """Login -> a browser that stays open from page to page, as everybody's does."""
    readers: dict[str, Reader] = {}
    yield readers
    for reader in readers.values():
        reader.close()


@pytest.fixture
def once(opened: dict[str, Reader], chromium: Browser, site: Site) -> Iterator[Once]:
    """`once(role)`: somebody who has read before. At the end nothing may have gone wrong."""

    def open_one(role: str) -> Reader:
        if role not in opened:
            opened[role] = Reader(chromium, site, role, width=1280, dark=False, script=True)
        return opened[role]

    yield open_one
    wrong = [line for reader in opened.values() for line in reader.wrong()]
    for reader in opened.values():
        reader.seen = Seen()
    assert wrong == []


def readers_of(route: Route) -> list[str]:
    """Logins that the table lets in, '' for the public."""
    assert route.row is not None
    if route.row.public:
        return [""]
    allowed = route.row.roles - route.row.given
    return [login for role, login in LOGINS.items() if not route.row.roles or role in allowed]


NO_PAGE: dict[str, str] = {}  # why a route has nothing to look at, once one of these tests has found out


def known_page(route: Route) -> None:
    """Skip before a browser is opened, where it is known that there is no page."""
    if A_FILE.search(route.pattern):
        NO_PAGE[route.name] = "a file"
    if route.name in NO_PAGE:
        pytest.skip(NO_PAGE[route.name])


def page_path(site: Site, route: Route, reader: Reader) -> str:
    """The address, where it answers GET with a page; otherwise the test has nothing to look at."""
    values = site.values_for(route.name)
    if lacking := [name for name in route.parameters if name not in values and name not in route.integers]:
        pytest.skip(f"the demo has no {lacking}")  # that every parameter has a sample, the parity test asks
    path = route.path(values)
    answer = reader.context.request.get(path, max_redirects=0)
    kind = answer.headers.get("content-type", "")
    library = route.name.startswith(BY_LOGIN_LIBRARY) and answer.status in (403, 404)
    if (
        library
        or answer.status in (301, 302, 405, 409)
        or not kind.startswith("text/html")
        or route.name in ENDS_SESSION
    ):
        NO_PAGE[route.name] = f"no page of its own: {answer.status} {kind}"
        pytest.skip(NO_PAGE[route.name])
    assert answer.status == 200, f"{path}: {answer.status}"
    return path


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name)
def test_a_page_is_fit_to_be_seen(route: Route, site: Site, read: Read, axe: str) -> None:
    """No violation, nothing to scroll sideways, one first heading, no console error, nothing from elsewhere, ≤ 300 KB."""
    known_page(route)
    reader = read(readers_of(route)[0], width=360)
    reader.open(page_path(site, route, reader), until="load")
    wrong: list[str] = []
    if reader.seen.bytes > LIMIT + CHARTS * (reader.page.locator(".chart").count() > 0):
        wrong.append(f"{reader.seen.bytes} bytes")
    if reader.page.locator("h1").count() != 1:
        wrong.append(f"{reader.page.locator('h1').count()} first headings")
    reader.page.evaluate(axe)
    for width, theme, *rules in LOOKS:
        reader.look(width, theme)
        if (wide := reader.too_wide()) > 0:
            wrong.append(f"{width} {theme}: {wide} px too wide: {_widest(reader)}")
        wrong += [f"{width} {theme}: {line}" for line in violations(reader, *rules)]
    assert not wrong, f"{reader.page.url}\n" + "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("route", [r for r in ROUTES if len(readers_of(r)) > 1], ids=lambda r: r.name)
def test_others_it_is_for_see_it_whole(route: Route, site: Site, once: Once) -> None:
    known_page(route)
    for role in readers_of(route)[1 : 1 + OTHERS]:
        reader = once(role)
        reader.open(page_path(site, route, reader), until="load")
        assert reader.too_wide() <= 0, f"{role} {reader.page.url}: {_widest(reader)}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name)
def test_a_swap_equals_a_full_reload(route: Route, site: Site, once: Once) -> None:
    """What htmx would fetch stands word for word in the page that the same address gives as a whole."""
    known_page(route)
    reader = once(readers_of(route)[0])
    path = page_path(site, route, reader)
    wrong = []
    for link in sorted(_fetched(reader.context.request.get(path).text(), path))[:12]:
        for _ in range(2):  # pages tell the minute, which may end between the two requests, but not twice
            part = reader.context.request.get(link, headers={"HX-Request": "true"})
            whole = reader.context.request.get(link)
            if part.ok and whole.ok and _words(part.text()) in _words(whole.text()):
                break
        else:
            wrong.append(f"{link}: {part.status} {whole.status}")
    assert not wrong, "\n".join(wrong[:20])


def _fetched(html: str, path: str) -> set[str]:
    """The addresses that the page lets htmx fetch; an empty one is its own."""
    return {urljoin(path, unescape(link)) for link in HTMX.findall(html)}


def violations(reader: Reader, *rules: str) -> list[str]:
    """What axe-core, already in the page, finds by these rules or by all: one line an element."""
    asked: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found: dict[str, Any] = reader.page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _words(html: str) -> str:
    """The body's markup without tokens and without the space between."""
    return re.sub(r"\s+", "", TOKEN.sub("", html))


def _widest(reader: Reader) -> list[str]:
    """The elements that stick out."""
    return reader.page.evaluate(
        "() => [...document.querySelectorAll('main *, header *')]"
        ".filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
        ".slice(0, 4).map(e => e.tagName + '.' + e.className)"
    )
