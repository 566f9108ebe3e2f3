"""What a process does before its first request."""

from __future__ import annotations

import gc
from importlib import import_module

from django.conf import settings

from gaoxin.core.structs import settle


def make_ready() -> None:
    """Routes and types are made by one thread, not by the first requests side by side. What is there then stays out of the garbage
    collector's way: looking through it took a request 0.4 seconds now and then (docs/reference/performance.md)."""
    import_module(settings.ROOT_URLCONF)
    settle()
    gc.collect()
    gc.freeze()
