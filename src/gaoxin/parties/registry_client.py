"""Asking a base registry over HTTP: one GET of a JSON object, bounded in time and size, never redirected elsewhere."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, cast

MAX_BYTES = 1_000_000


class RegistryDown(Exception):
    """The registry did not give a usable answer; the text says what came instead."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def ask(url: str, subject: str, *, timeout_seconds: float) -> Mapping[str, object]:
    """The registry's values about `subject`. Raises RegistryDown for anything but a small JSON object in time."""
    address = f"{url.rstrip('/')}/{urllib.parse.quote(subject, safe='')}"
    if not address.startswith(("https://", "http://")):
        raise RegistryDown("连接地址须为 http(s)")
    try:
        with _OPENER.open(address, timeout=timeout_seconds) as answer:
            body = answer.read(MAX_BYTES + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise RegistryDown(f"连接失败 no answer: {type(error).__name__}") from error
    if len(body) > MAX_BYTES:
        raise RegistryDown("返回内容过大 answer too large")
    try:
        data: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RegistryDown("返回内容不是 JSON not JSON") from error
    if not isinstance(data, dict):
        raise RegistryDown("返回内容不是对象 not an object")
    return cast("Mapping[str, object]", data)
