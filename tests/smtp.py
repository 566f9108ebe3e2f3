"""A mail server of the tests' own, over a real socket."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one mail needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.received.append(b"".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"250 ok\r\n" if verb != b"QUIT" else b"221 bye\r\n")
            if verb == b"QUIT":
                return


@contextmanager
def mail_server(settings: Any) -> Iterator[list[bytes]]:
    """Django's mail goes there; the mails as they came in. settings: pytest-django's."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.received = []  # type: ignore[attr-defined]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.received  # type: ignore[attr-defined]
        server.shutdown()
