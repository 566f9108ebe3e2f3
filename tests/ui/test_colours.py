"""Colours of states in every theme: readable (WCAG 2.2, 1.4.3: at least 4.5 to 1), and red is red."""

from __future__ import annotations

import colorsys
import re

import pytest
from django.contrib.staticfiles import finders

PLAIN, DARK = ('[data-bs-theme="light"]',), ('[data-bs-theme="light"]', '[data-bs-theme="dark"]')
THEMES = {
    "light": PLAIN,
    "dark": DARK,
    "large": (*PLAIN, "html.large"),
    "large dark": (*DARK, "html.large", 'html.large[data-bs-theme="dark"]'),
}
STATES = ("attention", "red", "working", "good")


def css() -> str:
    found = finders.find("ui/theme.css")
    assert isinstance(found, str)
    with open(found, encoding="utf-8") as file:
        return re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)


def values(theme: str) -> dict[str, str]:
    """The variables of a theme: later blocks win, as the browser has it."""
    found: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css()):
        if {selector.strip() for selector in selectors.split(",")} & set(THEMES[theme]):
            found |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", body))
    return found


def rgb(colour: str) -> tuple[float, float, float]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_a_state_can_be_read(theme, state):
    known = values(theme)
    rule = re.search(rf"\.state-{state} \{{([^}}]*)\}}", css())
    assert rule, state
    told = dict(re.findall(r"(?<![-\w])(color|background):\s*([^;]+)", rule[1]))
    colours = [re.sub(r"var\(--([a-z-]+)\)", lambda name: known[name[1]], told.get(name, "var(--paper)")).strip()
               for name in ("color", "background")]  # fmt: skip
    assert ratio(*colours) >= 4.5, (theme, state, colours)


@pytest.mark.parametrize("theme", THEMES)
def test_a_red_card_is_red(theme):
    hue, lightness, saturation = colorsys.rgb_to_hls(*rgb(values(theme)["red"]))
    assert (hue < 0.03 or hue > 0.97) and 0.3 < lightness < 0.6 and saturation > 0.5
