"""WSGI entry for granian. Routes and types are made here, by one thread, not by the first requests side by side. A process of
`./gaoxin serve` ends when its server is gone, killed or not: it would hold the port and answer for nobody."""

import os
import signal
import threading
import time
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from gaoxin.core.structs import settle

SECONDS = 1.0


def _end_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3 * SECONDS)
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin.config.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)
settle()
# Told by the server, not asked of the system: it may be gone before this line is reached.
if server := os.environ.get("GAOXIN_SERVER", ""):
    threading.Thread(target=_end_with, args=(int(server),), daemon=True).start()
