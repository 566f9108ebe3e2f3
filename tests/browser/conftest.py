"""The demo, served as an installation serves it, and a real Chromium in front of it. One of each: these tests stay together."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.reader import Reader, Site
from tests.conftest import needs
from tests.template import ROOT, demo_environment, demo_zone

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo zone of its own, with cases on their way and everybody signed in, behind granian on a free port."""
    needs(*NAMES)
    var = tmp_path_factory.mktemp("served")
    demo_zone(tmp_path_factory.getbasetemp().parent, var)
    environment = demo_environment(var) | {"GAOXIN_DEMO_ENTRY": "1"}
    command = [sys.executable, "-m", "gaoxin.config.cli"]
    told = json.loads(_run([sys.executable, "-m", "tests.browser.backstage"], environment))
    with (var / "served.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*command, "serve", "--port", "0", "--workers", "1"], cwd=ROOT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            found = re.search(r"http://[\d.:]+", line)
            assert found, f"the server did not start: {line}{(var / 'served.log').read_text()}"
            site = Site(found.group(), var, told["sessions"], told["cases"], told["values"], told["special"])
            site.wait()
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)
            server.stdout.close()


@pytest.fixture(scope="package")
def chromium(site: Site) -> Iterator[Browser]:
    """One browser for these tests. Playwright keeps an event loop running in this thread until it ends: Django would take tests beside
    it for asynchronous code, and nothing could be signed in those that come after."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs(*NAMES), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def read(chromium: Browser, site: Site) -> Iterator[Callable[..., Reader]]:
    """`read(role, width=…, dark=…, script=…)`: somebody before a screen. At the end nothing may have gone wrong on any."""
    readers: list[Reader] = []

    def open_one(role: str = "", *, width: int = 1280, dark: bool = False, script: bool = True, **more: Any) -> Reader:
        readers.append(Reader(chromium, site, role, width=width, dark=dark, script=script, **more))
        return readers[-1]

    yield open_one
    wrong = [line for reader in readers for line in reader.wrong()]
    for reader in readers:
        reader.close()
    assert wrong == []


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture
def axe() -> str:
    """axe-core's source; where it is not there, its tests are skipped loudly."""
    source = Path(__file__).parent / "vendor" / "axe.min.js"
    if not source.exists():
        pytest.skip("tests/browser/vendor/axe.min.js is missing")
    return source.read_text(encoding="utf-8")
