"""Base of the domain commands: `--json`, errors with four parts, and exit statuses a program can rely on.

0 done; 1 refused or invalid (a GaoxinError was printed); 2 wrong usage.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from gaoxin.core.errors import GaoxinError
from gaoxin.runtime.database import explained


class GaoxinCommand(BaseCommand):
    """Subclasses implement `run(options) -> int | None` and print with `self.emit` or `self.line`."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False
    suppressed_base_arguments: ClassVar[set[str]] = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    }  # fmt: skip

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser("./gaoxin", subcommand, **kwargs)

    def add_json(self, parser: Any) -> None:
        """Add `--json` to a (sub)parser."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def line(self, text: str = "") -> None:
        self.stdout.write(text)

    def emit(self, data: Mapping[str, Any] | Sequence[Any]) -> None:
        """Print one JSON value, Chinese unescaped, keys in the order given."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = self.run(options) or 0
        except GaoxinError as error:
            status = self._refused(error, options)
        except DatabaseError as error:
            known = explained(error)
            if known is None:
                raise
            status = self._refused(known, options)
        if status:
            sys.exit(status)

    def _refused(self, error: GaoxinError, options: Mapping[str, Any]) -> int:
        if options.get("as_json"):
            self.emit(error.as_dict())
        else:
            self.stderr.write(str(error))
        return 1

    def run(self, options: Mapping[str, Any]) -> int | None:
        raise NotImplementedError
