"""Keys say which row came later, also of two made in one millisecond."""

from __future__ import annotations

import time
import uuid

from gaoxin.core.uuid7 import uuid7


def test_keys_sort_by_creation_within_a_millisecond():
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert len({one.int >> 80 for one in made}) < len(made) / 10  # many share their millisecond


def test_keys_are_of_version_7_and_tell_their_time(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_123_999_999)
    one, two = uuid7(), uuid7()
    assert one.version == 7 and one.variant == uuid.RFC_4122
    assert one.int >> 80 == 1_700_000_000_123 and one.int >> 64 & 0xFFF == 0xFFF
    assert one != two
