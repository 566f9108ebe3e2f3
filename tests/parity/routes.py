"""Every route that a request can reach, found by walking Django's resolver. Nothing is listed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import IntConverter
from django.urls.exceptions import NoReverseMatch, Resolver404

from gaoxin.config.access import ACCESS, Access

BY_LOGIN_LIBRARY = ("account_", "mfa_", "socialaccount_", "usersessions_", "headless", "openid_connect_")


@dataclass(frozen=True, slots=True)
class Route:
    """One URL pattern. name: as the permission table writes it. parameters: names in its path."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    integers: frozenset[str] = frozenset()

    @property
    def row(self) -> Access | None:
        return ACCESS.get(self.name)

    @property
    def ours(self) -> bool:
        """Whether the door table can let anyone in; what has no row is closed."""
        return self.row is not None

    @property
    def api(self) -> bool:
        return self.name.startswith("api:")

    def path(self, values: dict[str, Any]) -> str:
        """The address with these values; raises KeyError with a plain message for a parameter without a sample."""
        missing = [name for name in self.parameters if name not in values]
        if missing:
            raise KeyError(
                f"{self.name} ({self.pattern}): no sample value for {missing}; add one to tests/parity/world.py"
            )
        told = {name: 1 if name in self.integers else values[name] for name in self.parameters}
        return reverse(self.name, kwargs=told)


def discovered() -> tuple[Route, ...]:
    """All routes, once a name, ordered by pattern."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns, (), ""):
        found.setdefault(route.name or route.pattern, route)
    return tuple(sorted(found.values(), key=lambda r: (r.pattern, r.name)))


def shadowed(route: Route, values: dict[str, Any]) -> str:
    """The name of the route that really answers this route's address, where it is another one; else ''."""
    try:
        answering = resolve(route.path(values)).view_name
    except (Resolver404, NoReverseMatch):
        return ""
    return "" if answering == route.name else answering


Here = tuple[
    str, tuple[str, ...], frozenset[str]
]  # the path before, its parameters, and which of them are whole numbers


def _walk(
    patterns: Sequence[Any], namespaces: tuple[str, ...], before: str, *, here: Here | None = None
) -> Iterator[Route]:
    _, parameters, integers = here or ("", (), frozenset[str]())
    for entry in patterns:
        pattern = entry.pattern
        path, names = before + str(pattern), (*parameters, *pattern.regex.groupindex)
        whole = integers | {n for n, converter in pattern.converters.items() if isinstance(converter, IntConverter)}
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, inner, path, here=(path, names, whole))
        elif isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name)) if entry.name else ""
            yield Route(name, path, tuple(dict.fromkeys(names)), whole)
