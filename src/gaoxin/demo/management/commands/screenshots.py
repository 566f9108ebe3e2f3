"""`./gaoxin screenshots`: the pictures of README and documentation, taken from the demo by a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.demo.plan import read_plan
from gaoxin.demo.staging import stage
from gaoxin.runtime.commands import GaoxinCommand
from gaoxin.trust import selectors as trust_log

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--lang=zh-CN"]  # fmt: skip
MOST = 150 * 1024
COLOURS = (256, 128, 64, 32)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: who reads it, where it is, how wide the screen."""

    name: str
    login: str
    path: str
    width: int = 1280
    height: int = 860


class Command(GaoxinCommand):
    help = "截图 pictures of the demo's pages: --to FOLDER, --only NAME"

    def add_arguments(self, parser: Any) -> None:
        self.add_json(parser)
        parser.add_argument("--to", default="docs/screenshots", help="folder (default: docs/screenshots)")
        parser.add_argument("--only", default="", help="the one picture of that name")

    def run(self, options: Mapping[str, Any]) -> None:
        browser = _browser()
        plan, now = read_plan(settings.CATALOGUE / "demo"), timezone.now()
        cases = stage(zone=settings.ZONE, plan=plan, now=now)
        pictures = [p for p in _pictures(cases) if options["only"] in ("", p.name)]
        if not pictures:
            raise NotFound(f"没有这张图 no such picture: {options['only']}", do="不带 --only 全部制作 leave --only out")
        connections.close_all()
        folder = Path(options["to"])
        folder.mkdir(parents=True, exist_ok=True)
        made: list[dict[str, Any]] = []
        with _served() as url:
            for picture, data in _taken(browser, url, pictures):
                path = folder / f"{picture.name}.png"
                path.write_bytes(_small(data))
                made.append({"file": str(path), "bytes": path.stat().st_size, "page": picture.path})
                if not options["as_json"]:
                    self.line(f"{path}  {made[-1]['bytes'] // 1024} KB  {picture.path}")
        if options["as_json"]:
            self.emit({"pictures": made})


def _pictures(cases: Mapping[str, Any]) -> list[Picture]:
    """What README and documentation show. Order: the phone, the worklist, the case, the public."""
    return [
        Picture("my-enterprise", "applicant", reverse("my:home"), 390, 844),
        Picture("my-case", "applicant", reverse("my:case", args=[cases["correcting-1"]]), 390, 844),
        Picture("worklist", "reviewer-1", reverse("desk:worklist")),
        Picture("case", "supervisor", reverse("desk:case", args=[cases["recommended-1"]]), 1280, 1000),
        Picture("verify", "", f"{reverse('portal:verify')}?number={_licence()}"),
        Picture("guide", "", reverse("portal:guide", args=["construction-permit"])),
    ]


def _licence() -> str:
    """The identifier of the demo's permit. Raises NotFound where the demo has not been built."""
    zone = settings.ZONE
    for view in selectors.cases(zone=zone, by=Actor.system(zone, "演示 demo"), state="delivered"):
        decision = selectors.decision_of(zone, view.id)
        if decision is not None and decision.licence_id is not None:
            return trust_log.licence(zone=zone, pk=decision.licence_id).number
    raise NotFound("演示园区尚未建立 the demo has not been built", do="./gaoxin demo --no-serve")


@contextmanager
def _served() -> Iterator[str]:
    """This installation on a free port of this machine, with the demo's door open."""
    environment = os.environ | {"GAOXIN_DEMO_ENTRY": "1", "GAOXIN_VAR": str(settings.VAR)}
    command = [sys.executable, "-m", "gaoxin.config.cli", "serve", "--port", "0", "--workers", "1"]
    server = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)
    assert server.stdout is not None
    try:
        found = re.search(r"http://[\d.:]+", server.stdout.readline())
        if found is None:
            raise Invalid("服务未能启动 the server did not start", do="./gaoxin serve --port 0")
        _wait(f"{found.group()}{reverse('portal:healthz')}")
        yield found.group()
    finally:
        server.terminate()
        server.wait(timeout=20)
        server.stdout.close()


def _wait(address: str, seconds: float = 60) -> None:
    """Until it answers. Raises Invalid where it does not."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise Invalid("服务未能启动 the server did not start", do="./gaoxin serve --port 0")


def _taken(browser: str, url: str, pictures: list[Picture]) -> Iterator[tuple[Picture, bytes]]:
    """Each picture as Chromium shows it: light, in Chinese. Its reader comes in by the demo's door like any visitor."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=FLAGS, env=os.environ | {"LANGUAGE": "zh_CN"}
        )
        for picture in pictures:
            context = chromium.new_context(
                viewport={"width": picture.width, "height": picture.height}, locale="zh-CN", base_url=url,
                device_scale_factor=1 if picture.width > 600 else 2,
            )  # fmt: skip
            page = context.new_page()
            if picture.login:
                page.goto(reverse("demo:enter"), timeout=60_000)
                page.locator(f'button[name="login"][value="{picture.login}"]').click()
            page.goto(picture.path, wait_until="networkidle", timeout=60_000)
            yield picture, page.screenshot()
            context.close()
        chromium.close()


def _small(data: bytes) -> bytes:
    """The same picture with as many colours as fit; text on paper needs few."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        plain = image.convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        plain.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            return out.getvalue()
    raise Invalid(f"图片超过 {MOST // 1024} KB the picture is too large", do="缩小页面 take a smaller part of the page")


def _browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None or find_spec("playwright") is None or find_spec("PIL") is None:
        raise NotFound(
            "没有浏览器 there is no Chromium with Playwright and Pillow",
            why="截图由真实的浏览器制作 pictures are taken by a real browser",
            do="apt-get install -y chromium fonts-noto-cjk；./gaoxin test 会安装其余 installs the rest",
        )
    return found
