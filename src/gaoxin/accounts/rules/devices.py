"""A browser's own description in words that its owner recognises. A guess for reading; nothing is decided by it."""

from __future__ import annotations

# The first that is found counts: later names appear in earlier browsers' descriptions too.
_BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(user_agent: str) -> str:
    """`Chrome · Windows`; what is not known stays as the browser wrote it, shortened."""
    browser = next((word for sign, word in _BROWSERS if sign in user_agent), "")
    system = next((word for sign, word in _SYSTEMS if sign in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or user_agent[:60]
