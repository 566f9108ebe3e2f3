"""`./gaoxin report YEAR --json|--docx|--pdf|--bundle` and `./gaoxin report verify BUNDLE`: the yearly report card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.card.checking import sentences
from gaoxin.economy.rules.card.text import plain
from gaoxin.economy.selectors import publishing
from gaoxin.economy.selectors.card import Card, as_json, card
from gaoxin.runtime.commands import GaoxinCommand

FORMS: dict[str, tuple[str, Callable[[Card], bytes]]] = {
    "docx": ("docx", publishing.word), "pdf": ("pdf", publishing.pdf), "bundle": ("zip", publishing.bundle),
}  # fmt: skip


class Command(GaoxinCommand):
    help = "成绩单 the report card: YEAR [--json] [--docx|--pdf|--bundle [FILE]] | verify BUNDLE [--root PEM]"
    group = "work"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("what", metavar="YEAR|verify", help="a year, or verify to check a bundle offline")
        parser.add_argument("file", nargs="?", type=Path, metavar="BUNDLE", help="verify: which bundle")
        for form, (ending, _) in FORMS.items():
            parser.add_argument(
                f"--{form}", nargs="?", const="", metavar="FILE", help=f"write it (default: report-YEAR.{ending})"
            )
        parser.add_argument(
            "--root", type=Path, help="verify: a root certificate (PEM; default: this installation's own)"
        )
        self.add_json(parser)

    def run(self, options: Mapping[str, Any]) -> int:
        if options["what"] == "verify":
            return self._verify(options)
        if not options["what"].isdigit():
            raise Invalid(
                f"不是年份 not a year: {options['what']}", do="./gaoxin report 2024 | ./gaoxin report verify FILE"
            )
        told = card(zone=settings.ZONE, year=int(options["what"]))
        written = [self._write(told, form, options[form]) for form in FORMS if options[form] is not None]
        if options["as_json"]:
            self.emit(as_json(told) | {"written": written})
            return 0
        if not written:
            self.line(told.titles["zh"])
            for section in told.sections["zh"]:
                if section.sentences:
                    self.line(f"\n{section.title}\n{plain(section)}")
            for one in told.checked:
                self.line(f"\n数字审核 {one.title.zh}\n{sentences(one, 'zh')}")
            if told.missing:
                self.line(f"\n没有记录 without records: {', '.join(told.missing)}")
        return 0

    def _write(self, told: Card, form: str, name: str) -> str:
        ending, make = FORMS[form]
        path = Path(name or f"report-{told.year}.{ending}")
        data = make(told)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise Invalid(
                f"写不了 {path} cannot be written: {error.strerror}", do="换一个文件夹 choose another folder"
            ) from error
        self.line(f"{path}  {len(data):,} B")
        return str(path)

    def _verify(self, options: Mapping[str, Any]) -> int:
        if options["file"] is None:
            raise Invalid("要核对哪个数据包 which bundle?", do="./gaoxin report verify FILE")
        try:
            data = options["file"].read_bytes()
            roots = [options["root"].read_bytes() if options["root"] else publishing.own_root()]
        except OSError as error:
            raise Invalid(f"读不了文件 cannot be read: {error.filename}", do="核对路径 check the path") from error
        found = publishing.check(data, roots)
        if options["as_json"]:
            self.emit(asdict(found))
        else:
            self.line("有效 valid" if found.valid else "无效 NOT valid")
            for text in (*found.signed, *found.problems):
                self.line(f"  {text}")
            if found.valid:
                self.line(f"  重算 computed again: {', '.join(found.recomputed)}")
                self.line(f"  按签名 as signed, records not in the bundle: {', '.join(found.as_signed)}")
        return 0 if found.valid else 1
