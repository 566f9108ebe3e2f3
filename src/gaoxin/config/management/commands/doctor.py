"""`./gaoxin doctor`: what this machine has, what is missing, and the exact command to get it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.config.health import Finding, examine
from gaoxin.runtime.commands import GaoxinCommand

_MARKS = {"ok": "✓", "warn": "!", "missing": "✗"}


class Command(GaoxinCommand):
    help = "体检 what is missing on this machine and how to get it; exit status 1 if something needed is"

    def add_arguments(self, parser: Any) -> None:
        self.add_json(parser)

    def run(self, options: Mapping[str, Any]) -> int:
        found = examine(zone=settings.ZONE, day=timezone.localdate())
        count = Counter(finding.state for finding in found)
        if options["as_json"]:
            self.emit({"ok": not count["missing"], "checks": [dataclasses.asdict(finding) for finding in found]})
        else:
            for finding in found:
                self._tell(finding)
            self.line(f"正常 ok {count['ok']}，提示 warn {count['warn']}，缺少 missing {count['missing']}")
        return 1 if count["missing"] else 0

    def _tell(self, finding: Finding) -> None:
        self.line(f"{_MARKS[finding.state]} {finding.name}: {finding.found}")
        if finding.state != "ok":
            for label, text in (("影响 matters for", finding.why), ("处理 do", finding.do)):
                if text:
                    self.line(f"    {label}: {text}")
