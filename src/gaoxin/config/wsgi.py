"""WSGI entry for granian. Routes and types are made here, by one thread, not by the first requests side by side."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gaoxin.core.structs import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin.config.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)
settle()
