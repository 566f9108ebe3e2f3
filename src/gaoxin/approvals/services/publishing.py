"""Publishing a version of an item: a file with a future date, checked like the shipped ones, put on top of them.

What already binds may not change: a version in force or past stays as it is, but for the day on which it ends. Running cases
keep the definition they pinned. Reads the whole catalogue once with the new file in place, so that nothing half-right is law.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import msgspec
import yaml
from django.conf import settings
from django.db import transaction

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals.rules.comparison import ItemDifference, compare
from gaoxin.approvals.rules.items.lint import lint
from gaoxin.approvals.rules.items.load import Catalogue, load_catalogue
from gaoxin.approvals.rules.items.model import Item, encode
from gaoxin.approvals.rules.items.places import Places
from gaoxin.approvals.rules.items.vocabulary import load_vocabulary
from gaoxin.approvals.rules.reforms.lint import lint_reforms
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import pin
from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed
from gaoxin.trust.rendering import TEMPLATES

LARGEST = 512 * 1024
ACT = "publish-item"
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
ARTICLE = "行政许可法 30"  # the rules of a licence are made public before they bind


class VersionRefused(Invalid):
    """A file that may not become law. `problems` holds one line each, with place and law."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(
            f"{len(problems)} 处不能发布，目录没有变化 problems, nothing was changed:\n" + "\n".join(problems[:30]),
            do="按行号修改后重新上传 correct the named lines and upload again",
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that may be published: its item, the new versions, and what each changes against the one before it."""

    code: str
    versions: tuple[Item, ...]
    added: tuple[Item, ...]
    differences: tuple[ItemDifference, ...]
    warnings: tuple[str, ...]


def check(*, text: str, today: dt.date) -> Draft:
    """What publishing the file would do. Writes nothing. Raises VersionRefused or CatalogueError with every problem."""
    code = _code_of(text)
    with tempfile.TemporaryDirectory(prefix="gaoxin-publish-") as name:
        folder = Path(name)
        if rulebook.published().is_dir():
            shutil.copytree(rulebook.published(), folder, dirs_exist_ok=True)
        (folder / f"{code}.yaml").write_text(text, encoding="utf-8")
        catalogue = load_catalogue(settings.CATALOGUE / "items", folder)
        words = load_vocabulary(settings.CATALOGUE, TEMPLATES)
        report = lint(catalogue, words, Places(settings.CATALOGUE / "items", folder))
    old, new = rulebook.catalogue().items.get(code, ()), catalogue.items[code]
    mistakes = [str(remark) for remark in report.errors if remark.item == code]
    mistakes += [*lint_reforms(rulebook.reforms(), catalogue), *_touched(old, new, today)]
    added = tuple(item for item in new if item.valid_from > today and item not in old)
    if not added and not mistakes:
        mistakes.append(f"{code}: 没有新的、以后生效的版本 no new version with a future date")
    if mistakes:
        raise VersionRefused(tuple(mistakes))
    warnings = tuple(str(remark) for remark in report.warnings if remark.item == code)
    return Draft(code, new, added, tuple(_differences(catalogue, code, added)), warnings)


def publish(*, zone: str, text: str, by: Actor, at: dt.datetime, today: dt.date, key: str = "") -> Draft:
    """Put the file on top of the catalogue, pin its new versions, one audit row; a repeated key does nothing more.

    Raises NotAllowed unless `by` is a system administrator, and what `check` raises.
    """
    if not by.has(Role.SYSTEM_ADMIN):
        raise NotAllowed(
            "只有系统管理员可以发布事项版本 only a system administrator publishes", do="交由系统管理员办理",
            article="GB/T 22239-2019",
        )  # fmt: skip
    digest = hashlib.sha256(text.encode()).hexdigest()
    if earlier := audit_log.earlier(zone, key):
        if earlier.fingerprint != digest:
            raise Conflict(
                "这次提交已经发布过另一个文件 this form has published another file", do="重新上传 upload again"
            )
        return _as_published(_code_of(text), earlier.result["from"])
    draft = check(text=text, today=today)
    with transaction.atomic():
        for item in draft.added:
            pin(zone=zone, item=item, at=at)
        days = [item.valid_from.isoformat() for item in draft.added]
        audit.record(
            zone=zone, actor=by, act=ACT, subject=f"item:{draft.code}", at=at, article=ARTICLE, key=key,
            fingerprint=digest, detail={"code": draft.code, "from": days, "sha256": digest}, result={"from": days},
        )  # fmt: skip
        _write(draft.code, text)
    return draft


def _as_published(code: str, days: list[str]) -> Draft:
    versions = rulebook.catalogue().items[code]
    return Draft(code, versions, tuple(i for i in versions if i.valid_from.isoformat() in days), (), ())


def _code_of(text: str) -> str:
    """The item's code, from a file that is no more than a mapping: no aliases, which could unfold without end."""
    if len(text.encode()) > LARGEST:
        raise Invalid(f"文件超过 {LARGEST // 1024} KB the file is too large", do="一个文件只写一个事项 one item a file")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise VersionRefused(("YAML: 不能使用别名 aliases (*) are not accepted",))
        data: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise VersionRefused((f"YAML:{line} {getattr(error, 'problem', None) or error}",)) from error
    code = cast("dict[str, Any]", data).get("code") if isinstance(data, dict) else None
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise VersionRefused(("code: 没有写明事项代码 names no item",))
    return code


def _touched(old: tuple[Item, ...], new: tuple[Item, ...], today: dt.date) -> Iterator[str]:
    """Whatever binds already and would change."""
    by_day = {item.valid_from: item for item in new}
    for item in old:
        if item.valid_from > today:
            continue
        now = by_day.get(item.valid_from)
        if now is None:
            yield f"{item.code} {item.valid_from}: 已生效的版本不能删去 a version in force or past may not be left out"
        elif encode(msgspec.structs.replace(now, valid_to=None)) != encode(
            msgspec.structs.replace(item, valid_to=None)
        ):
            yield f"{item.code} {item.valid_from}: 已生效的版本不能修改 a version in force or past may not change"
        elif now.valid_to != item.valid_to and (now.valid_to is None or now.valid_to < today):
            yield f"{item.code} {item.valid_from}: 结束日期不能早于今天 it may end today at the earliest"
    known = {item.valid_from for item in old}
    for item in new:
        if item.valid_from <= today and item.valid_from not in known:
            yield f"{item.code} {item.valid_from}: 新版本只能以后生效 a new version may only take effect in future"


def _differences(catalogue: Catalogue, code: str, added: tuple[Item, ...]) -> Iterator[ItemDifference]:
    for earlier, later in pairwise(catalogue.items[code]):
        if later in added:
            yield compare(earlier, later)


def _write(code: str, text: str) -> None:
    """The file whole or not at all."""
    folder = rulebook.published()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code}.yaml"
    temporary = folder / f".{code}-{uuid.uuid4().hex}.part"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
