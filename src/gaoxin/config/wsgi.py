"""WSGI entry for granian. A process of `./gaoxin serve` ends when its server is gone, killed or not: it would hold the port and answer
for nobody."""

import os
import signal
import threading
import time

from django.core.wsgi import get_wsgi_application

from gaoxin.config.ready import make_ready

SECONDS = 1.0


def _end_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3 * SECONDS)
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin.config.settings")
application = get_wsgi_application()
make_ready()
# Told by the server, not asked of the system: it may be gone before this line is reached.
if server := os.environ.get("GAOXIN_SERVER", ""):
    threading.Thread(target=_end_with, args=(int(server),), daemon=True).start()
