"""`./gaoxin migrate`: bring the database's tables up to this version."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection

from gaoxin.runtime import first_tables
from gaoxin.runtime.database import place, readiness


class Command(DjangoMigrate):
    help = "迁移 create or update the database's tables; safe to repeat"
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser("./gaoxin", subcommand, **kwargs)

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one", action="store_true", help="逐项迁移空库 apply each migration even to an empty database"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("as_json", False)
        before = readiness()
        if not before.reachable:
            raise CommandError(f"数据库无法打开 cannot open {place()}: {before.error} | 处理 do: ./gaoxin doctor")
        started = time.monotonic()
        if as_json:
            options["verbosity"] = 0
        asked = any(
            (options["app_label"], options["plan"], options["check_unapplied"], options["fake"], options["one_by_one"])
        )
        if before.empty and not asked:
            first_tables.make(connection)
        if before.pending or asked:
            super().handle(*args, **{**options, "verbosity": 0} if before.empty and not asked else options)
        after = readiness()
        applied = [name for name in before.pending if name not in after.pending]
        if as_json:
            told = {"database": place(), "applied": applied, "pending": list(after.pending)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        elif options["verbosity"] > 0:
            seconds = time.monotonic() - started
            self.stdout.write(f"数据库就绪 {place()}: {len(applied)} 项迁移 migrations applied in {seconds:.1f} s")
