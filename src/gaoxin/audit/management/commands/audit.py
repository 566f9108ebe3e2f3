"""`./gaoxin audit verify | show SUBJECT`: check the chain, read the acts on one subject."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from gaoxin.audit import selectors, services
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "审计链 the audit chain: verify | show SUBJECT"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("verify", help="replay the whole chain; exit status 0 only if it holds")
        show = actions.add_parser("show", help="acts on one subject, such as case:UUID")
        show.add_argument("subject", nargs="?", default="")
        for sub in (check, show):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int:
        if options["action"] == "show":
            return self._show(options)
        found = services.verify(settings.ZONE)
        if options["as_json"]:
            self.emit(dataclasses.asdict(found))
        elif found.ok:
            self.line(f"审计链完整 the chain holds: {found.count} 条 entries")
        else:
            self.line(f"审计链断裂 the chain is broken at {found.first_bad}: {found.reason}")
        return 0 if found.ok else 1

    def _show(self, options: Mapping[str, Any]) -> int:
        entries = selectors.entries(settings.ZONE, subject=options["subject"])
        if options["as_json"]:
            self.emit({"entries": [dataclasses.asdict(entry) | {"result": entry.result} for entry in entries]})
            return 0
        for entry in entries:
            self.line(f"{entry.seq:>6} {entry.at[:16]} {entry.actor_name} {entry.act} {entry.article} {entry.detail}")
        return 0
