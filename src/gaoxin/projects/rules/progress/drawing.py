"""The Gantt chart and the S-curve as SVG, for the page, the A4 sheet and the picture. Ink only: what is critical, planned or forecast
differs by shape, hatching and sign, never by colour alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from gaoxin.projects.rules.progress.value import Point, last_of_month
from gaoxin.projects.rules.progress.works import rounded

ROW, HEAD, CHART, AFTER, LONGEST = 22, 40, 750, 44, 260
SQUARE = '<rect x="{r}" y="11" width="6" height="6" fill="none" stroke="currentColor"/>'
LEFT, TOP, WIDE, HIGH = 56, 34, 900, 380


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the Gantt chart. code, name, depth: of the tree. after: codes of the bars that it waits for."""

    code: str
    name: str
    depth: int
    start: dt.date
    finish: dt.date
    progress: Fraction
    critical: bool
    leaf: bool
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the drawings, in the reader's language."""

    title: str
    plan: str
    actual: str
    forecast: str
    today: str
    critical: str


def gantt(bars: Sequence[Bar], today: dt.date, words: Words, *, font: str = "inherit") -> str:
    """One row a work: the planned span, what is done of it, and ◆ with a double frame where it is critical."""
    start = min(bar.start for bar in bars).replace(day=1)
    end = last_of_month(max(bar.finish for bar in bars))
    days, left = (end - start).days + 1, min(LONGEST, max(_indent(bar) + _length(_name(bar)) for bar in bars)) + 12

    def x(day: dt.date) -> float:
        return left + CHART * (day - start).days / days

    height = HEAD + ROW * len(bars) + 8
    parts = [_opening(left + CHART + AFTER, height, words.title, font), _months(start, end, x, height)]
    middle = {bar.code: HEAD + ROW * n + ROW / 2 for n, bar in enumerate(bars)}
    ends = {bar.code: x(bar.finish + dt.timedelta(1)) for bar in bars}
    for bar in bars:
        parts += [_link(ends[code], middle[code], x(bar.start), middle[bar.code]) for code in bar.after if code in ends]
    for bar in bars:
        parts.append(_bar(bar, x(bar.start), ends[bar.code], middle[bar.code]))
    if start <= today <= end:
        parts.append(_today(x(today + dt.timedelta(1)), HEAD - 8, height - 4, HEAD - 24, words.today))
    parts.append("</g></svg>")
    return "".join(parts)


def s_curve(points: Sequence[Point], today: dt.date, words: Words, *, font: str = "inherit") -> str:
    """Plan dashed, actual thick with dots, forecast dotted with squares; percent upwards, months to the right."""
    first, last = points[0].on.replace(day=1), points[-1].on
    days = max(1, (last - first).days)

    def x(day: dt.date) -> float:
        return LEFT + (WIDE - LEFT - 20) * (day - first).days / days

    def y(share: Fraction) -> float:
        return TOP + (HIGH - TOP - 40) * (1 - float(share))

    parts = [_opening(WIDE, HIGH, words.title, font)]
    for percent in range(0, 101, 20):
        at = y(Fraction(percent, 100))
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDE - 20}" y1="{at:.1f}" y2="{at:.1f}" stroke="currentColor" stroke-opacity="0.2"/>'
            f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end" font-size="11">{percent}%</text>'
        )
    parts.append(_month_names(points, x))
    if first <= today <= last:
        parts.append(_today(x(today), TOP, HIGH - 40, HIGH - 4, words.today))
    parts.append(_line([(x(p.on), y(p.plan)) for p in points], 'stroke-width="1.5" stroke-dasharray="7 4"'))
    actual = [(x(p.on), y(p.actual)) for p in points if p.actual is not None]
    parts.append(_line(actual, 'stroke-width="3"'))
    parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.2" fill="currentColor"/>' for a, b in actual]
    coming = [(x(p.on), y(p.forecast)) for p in points if p.forecast is not None]
    parts.append(_line(coming, 'stroke-width="1.5" stroke-dasharray="1 4" stroke-linecap="round"'))
    parts += [
        f'<rect x="{a - 3:.1f}" y="{b - 3:.1f}" width="6" height="6" fill="none" stroke="currentColor"/>'
        for a, b in coming[1:]
    ]
    parts += [_legend(words), "</g></svg>"]
    return "".join(parts)


def _today(at: float, top: float, bottom: float, told_at: float, told: str) -> str:
    return (
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{bottom}" stroke="currentColor" stroke-width="1.5" '
        f'stroke-dasharray="2 3"/><text x="{at:.1f}" y="{told_at}" text-anchor="middle" font-size="11">{escape(told)}</text>'
    )


def _name(bar: Bar) -> str:
    return f"{'◆ ' if bar.critical else ''}{bar.name}"


def _indent(bar: Bar) -> int:
    return 4 + 14 * bar.depth


def _length(text: str) -> float:
    """How wide a text of size 12 is at most: Chinese characters and signs are squares, letters and digits two thirds."""
    return sum(8 if sign.isascii() else 12 for sign in text)


def _fitted(text: str, room: float) -> str:
    """The text, cut with … where there is no room for it."""
    if _length(text) <= room:
        return text
    while text and _length(text) + 12 > room:
        text = text[:-1]
    return f"{text}…"


def _opening(width: float, height: float, title: str, font: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}"><defs><pattern id="hatch" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="5" '
        f'stroke="currentColor" stroke-width="1.6"/></pattern></defs><g font-family="{escape(font)}" fill="currentColor">'
    )


def _months(start: dt.date, end: dt.date, x: Callable[[dt.date], float], height: float) -> str:
    parts: list[str] = []
    day = start
    while day <= end:
        at = x(day)
        quarter = day.month in (1, 4, 7, 10)
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{HEAD - 6}" y2="{height - 4}" stroke="currentColor" '
            f'stroke-opacity="{0.35 if quarter else 0.12}"/>'
        )
        if quarter and x(end) - at > 50:
            parts.append(f'<text x="{at + 2:.1f}" y="{HEAD - 8}" font-size="11">{day:%Y-%m}</text>')
        day = last_of_month(day) + dt.timedelta(1)
    return "".join(parts)


def _bar(bar: Bar, left: float, right: float, middle: float) -> str:
    name, at = _name(bar), _indent(bar)
    text = (
        f'<g><title>{escape(name)}</title><text x="{at}" y="{middle + 4:.1f}" font-size="12">'
        f"{escape(_fitted(name, LONGEST - at))}</text></g>"
    )
    width = max(1.0, right - left)
    after = f'<text x="{right + 5:.1f}" y="{middle + 4:.1f}" font-size="10">{rounded(bar.progress, 0)}%</text>'
    if not bar.leaf:
        top = middle - 3
        return (
            f'{text}<path d="M{left:.1f} {top + 7:.1f}V{top:.1f}H{right:.1f}V{top + 7:.1f}" fill="none" stroke="currentColor" '
            f'stroke-width="2"/>{after}'
        )
    frame = 'stroke-width="1"'
    double = ""
    if bar.critical:
        frame = 'stroke-width="2.2"'
        double = (
            f'<rect x="{left - 2.5:.1f}" y="{middle - 8.5:.1f}" width="{width + 5:.1f}" height="17" fill="none" '
            'stroke="currentColor" stroke-width="0.8"/>'
        )
    return (
        f'{text}{double}<rect x="{left:.1f}" y="{middle - 6:.1f}" width="{width:.1f}" height="12" fill="none" '
        f'stroke="currentColor" {frame}/><rect x="{left:.1f}" y="{middle - 6:.1f}" width="{width * float(bar.progress):.1f}" '
        f'height="12" fill="{"url(#hatch)" if bar.critical else "currentColor"}" '
        f'fill-opacity="{1 if bar.critical else 0.55}"/>{after}'
    )


def _link(from_x: float, from_y: float, to_x: float, to_y: float) -> str:
    """From the end of a bar down or up to the row of the next, and into it with an arrow; the percentage beside the bar stays free."""
    at, edge = from_x - 2, from_y + (6 if to_y > from_y else -6)
    return (
        f'<path d="M{at:.1f} {edge:.1f}V{to_y:.1f}H{max(to_x, at + 1):.1f}" fill="none" stroke="currentColor" '
        f'stroke-opacity="0.45" stroke-width="0.8"/><path d="M{to_x - 4:.1f} {to_y - 2.5:.1f}L{to_x:.1f} {to_y:.1f}'
        f'L{to_x - 4:.1f} {to_y + 2.5:.1f}z" fill-opacity="0.6"/>'
    )


def _month_names(points: Sequence[Point], x: Callable[[dt.date], float]) -> str:
    ends = [point.on for point in points if point.on == last_of_month(point.on)]
    step = max(1, -(-len(ends) // 10))
    parts: list[str] = []
    for day in ends[::step]:
        parts.append(f'<text x="{x(day):.1f}" y="{HIGH - 18}" text-anchor="middle" font-size="11">{day:%Y-%m}</text>')
    return "".join(parts)


def _line(points: Sequence[tuple[float, float]], how: str) -> str:
    if len(points) < 2:
        return ""
    told = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return f'<polyline points="{told}" fill="none" stroke="currentColor" {how}/>'


def _legend(words: Words) -> str:
    signs = (
        (words.plan, 'stroke-width="1.5" stroke-dasharray="7 4"', ""),
        (words.actual, 'stroke-width="3"', '<circle cx="{x}" cy="14" r="3.2"/>'),
        (words.forecast, 'stroke-width="1.5" stroke-dasharray="1 4"', SQUARE),
    )  # fmt: skip
    parts: list[str] = []
    for number, (word, how, mark) in enumerate(signs):
        at = LEFT + number * 150
        parts.append(
            f'<line x1="{at}" x2="{at + 36}" y1="14" y2="14" stroke="currentColor" {how}/>'
            f"{mark.format(x=at + 18, r=at + 15)}"
            f'<text x="{at + 42}" y="18" font-size="12">{escape(word)}</text>'
        )
    return "".join(parts)
