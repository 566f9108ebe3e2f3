"""Every route that a request can reach, found by walking Django's resolver. Nothing is listed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch, Resolver404

from gaoxin.config.access import ACCESS, Access


@dataclass(frozen=True, slots=True)
class Route:
    """One URL pattern. name: as the permission table writes it. parameters: names in its path."""

    name: str
    pattern: str
    parameters: tuple[str, ...]

    @property
    def row(self) -> Access | None:
        return ACCESS.get(self.name)

    @property
    def ours(self) -> bool:
        """Whether the door table can let anyone in; what has no row is closed."""
        return self.row is not None

    def path(self, values: dict[str, Any]) -> str:
        """The address with these values; raises KeyError with a plain message for a parameter without a sample."""
        missing = [name for name in self.parameters if name not in values]
        if missing:
            raise KeyError(
                f"{self.name} ({self.pattern}): no sample value for {missing}; add one to tests/parity/world.py"
            )
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def discovered() -> tuple[Route, ...]:
    """All routes, once a name, ordered by pattern."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns, (), "", ()):
        found.setdefault(route.name or route.pattern, route)
    return tuple(sorted(found.values(), key=lambda r: (r.pattern, r.name)))


def shadowed(route: Route, values: dict[str, Any]) -> str:
    """The name of the route that really answers this route's address, where it is another one; else ''."""
    try:
        answering = resolve(route.path(values)).view_name
    except (Resolver404, NoReverseMatch):
        return ""
    return "" if answering == route.name else answering


def _walk(patterns: Sequence[Any], namespaces: tuple[str, ...], before: str, parameters: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        here = (*parameters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner, before + str(pattern.pattern), here)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or ""))
            yield Route(name if pattern.name else "", before + str(pattern.pattern), tuple(dict.fromkeys(here)))
