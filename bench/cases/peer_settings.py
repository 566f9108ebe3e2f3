"""Django settings of the peers: our own database settings to the letter, their apps instead of ours."""

from __future__ import annotations

from gaoxin.config.settings import DATABASES, SECRET_KEY, TIME_ZONE, USE_TZ

__all__ = ["DATABASES", "SECRET_KEY", "TIME_ZONE", "USE_TZ"]

import os

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", *os.environ["BENCH_APPS"].split(",")]
ROOT_URLCONF = "bench.cases.peer_settings"
urlpatterns: list[object] = []
SILENCED_SYSTEM_CHECKS = ["fields.W342"]
