"""Properties here have no time limit of their own: how fast a busy machine is says nothing about a rule."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
