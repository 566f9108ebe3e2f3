"""Whether the request in hand repeated an act that its key had done before: `once` notes it, the API tells it in a header."""

from __future__ import annotations

from contextvars import ContextVar

_NOTED: ContextVar[bool] = ContextVar("replay noted", default=False)


def begin() -> None:
    """A new request; what the one before on this thread did is forgotten."""
    _NOTED.set(False)


def note() -> None:
    """The act was not done again: what its first time left is given back."""
    _NOTED.set(True)


def noted() -> bool:
    """Whether an act was repeated since `begin`."""
    return _NOTED.get()
