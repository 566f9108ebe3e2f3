"""How often one caller may ask: one count for all worker processes, kept where CACHES keeps things.

A count is one entry a minute. In the database, which is the default, it is raised by one statement, so that no two processes count
past each other; another cache raises it by its own `incr`. So that a busy program does not
cost a write at each request, a process takes the right to several requests at once (a hundredth of what is allowed) and hands
them out from memory: together the processes never let through more than is allowed, and less than a hundredth too few each.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import threading
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

MINUTE = 60
LONGEST_KEY = 250
FORGET_EVERY = 600  # seconds between two deletions, in one process
RAISE = """INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key)
DO UPDATE SET value = CAST(CAST({table}.value AS integer) + CAST(excluded.value AS integer) AS text) RETURNING value"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether the request may go on; else how many seconds until the next one may."""

    allowed: bool
    seconds: int

    def __bool__(self) -> bool:
        return self.allowed


def client_ip(request: HttpRequest) -> str | None:
    """The address that the last proxy of our own saw; what a client writes into X-Forwarded-For itself counts nothing."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:  # a request without a peer: a sign-in by the program itself
        return None


def network_of(request: HttpRequest) -> str:
    """Who is counted where nobody signed in: the address; of IPv6 its /64, since one subscriber has all of that."""
    told = client_ip(request) or ""
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if address.version == 4:
        return told
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


class Counter:
    """The counts as one process sees them: what it has drawn from those that all share, and not handed out yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, int] = {}
        self._minute = 0
        self._forgot = 0.0

    def take(self, name: str, who: str, most: int) -> Taken:
        """Count one request of `who` under `name`, of which so many may come a minute."""
        now = timezone.now().timestamp()
        minute, again = int(now) // MINUTE, MINUTE - int(now) % MINUTE
        key = f"rate:{name}:{minute}:{who}"[:LONGEST_KEY]
        if self._handed_out(key, minute):
            return Taken(True, again)
        block = max(1, most // 100)
        drawn = min(block, most + block - _raise(key, block, now + 2 * MINUTE))
        self._forget(now)
        if drawn < 1:
            return Taken(False, again)
        with self._lock:
            self._left[key] = self._left.get(key, 0) + drawn - 1
        return Taken(True, again)

    def _handed_out(self, key: str, minute: int) -> bool:
        with self._lock:
            if minute != self._minute:  # what was drawn for another minute is void
                self._left.clear()
                self._minute = minute
            left = self._left.get(key, 0)
            if left:
                self._left[key] = left - 1
            return left > 0

    def _forget(self, now: float) -> None:
        """From time to time the rows of minutes that are over go."""
        with self._lock:
            if now - self._forgot < FORGET_EVERY or not _in_database():
                return
            self._forgot = now
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_table()} WHERE cache_key LIKE 'rate:%%' AND expires < %s", [_stored(now)])


_counter = Counter()


def take(request: HttpRequest, name: str, most: int, *, who: str = "") -> Taken:
    """Count one request under `name`: of the account `who`, or of the address that it came from."""
    return _counter.take(name, who or network_of(request), most)


def _raise(key: str, by: int, until: float) -> int:
    """The shared count after raising it. Of a cache that keeps nothing: as if it were the first."""
    if not _in_database():
        caches["default"].add(key, 0, timeout=2 * MINUTE)
        try:
            return caches["default"].incr(key, by)
        except ValueError:
            return by
    with connection.cursor() as cursor:
        cursor.execute(RAISE.format(table=_table()), [key, str(by), _stored(until)])
        return int(cursor.fetchone()[0])


def _in_database() -> bool:
    return isinstance(caches["default"], DatabaseCache)


def _table() -> str:
    return connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])


def _stored(moment: float) -> object:
    return connection.ops.adapt_datetimefield_value(dt.datetime.fromtimestamp(moment, dt.UTC).replace(microsecond=0))
