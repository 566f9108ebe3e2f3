"""What msgspec keeps of each type, made before anybody needs it.

It is made when a type is first decoded, and two threads that do so at once crash the process (msgspec 0.22): the second one reads what the
first has half written. A server calls `settle` before it takes requests.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


def settle(base: type[msgspec.Struct] = msgspec.Struct) -> int:
    """Make it for every struct of ours that has been defined. Returns of how many types."""
    ours = [kind for kind in _below(base) if kind.__module__.startswith("gaoxin.")]
    for kind in ours:
        msgspec.json.Decoder(kind)
    return len(ours)


def _below(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _below(kind)
