"""How a delivery is signed: HMAC-SHA256 over `timestamp.body`, so that a receiver can refuse what is forged or old."""

from __future__ import annotations

import hashlib
import hmac

WINDOW_SECONDS = 300
VERSION = "v1"


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the header `Gaoxin-Signature`."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"{VERSION}={mac.hexdigest()}"


def is_genuine(secret: str, timestamp: int, body: bytes, signature: str, *, now: int) -> bool:
    """What a receiver does: the same signature, and a timestamp at most five minutes away."""
    fresh = abs(now - timestamp) <= WINDOW_SECONDS
    return fresh and hmac.compare_digest(sign(secret, timestamp, body), signature)
