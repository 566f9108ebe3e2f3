"""The report card as a signed bundle: a zip of leaf tables (Parquet), definitions, figures and text, with one signature over the list
of their digests. Whoever has it computes the card again, offline, and sees whether it says the same."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from gaoxin.core.errors import Invalid
from gaoxin.core.figures import Figure
from gaoxin.economy.rules.card import checking, text
from gaoxin.economy.rules.indicators import leaf, parts, told
from gaoxin.economy.rules.indicators.definitions import read_definitions
from gaoxin.economy.rules.reports.book import read_book

MANIFEST, SIGNATURE, CARD, LEAVES = "MANIFEST.json", "MANIFEST.json.p7s", "card.json", "leaves.parquet"
DEFINITIONS = (
    "questionnaires.yaml",
    "scopes.yaml",
    "value-added.yaml",
    "indicators.yaml",
    "card.yaml",
    "published.yaml",
)
MOST_BYTES, MOST_FILES = 50_000_000, 40
Row = tuple[int, ...]


def pack(
    *, card: Mapping[str, Any], leaves: Sequence[Row], shown: Sequence[Sequence[str]], scope: str, catalogue: Path,
    sign: Callable[[bytes], bytes],
) -> bytes:  # fmt: skip
    """The zip. card: as `selectors.card.as_json`. leaves: of the parts in `shown`. sign: bytes to a CMS signature."""
    files = {f"indicators/{name}": (catalogue / "indicators" / name).read_bytes() for name in DEFINITIONS}
    files[CARD] = _json(card | {"parts": [list(part) for part in shown], "scope": scope})
    measures = [measure.code for measure in read_definitions(catalogue).measures]
    files[LEAVES] = _parquet(leaves, measures)
    manifest = _json({"format": "gaoxin-report-card/1", "files": {name: _digest(data) for name, data in files.items()}})
    return _packed({**files, MANIFEST: manifest, SIGNATURE: sign(manifest)})


def unpack(data: bytes) -> tuple[dict[str, bytes], bytes, bytes]:
    """Files, manifest, signature. Raises Invalid for what is no bundle, too large, or differs from its manifest by one byte."""
    if len(data) > MOST_BYTES:
        raise Invalid("文件过大 the bundle is too large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise Invalid("文件展开后过大 the bundle is too large when unpacked")
            files = {entry.filename: packed.read(entry) for entry in entries}
        changed = len(entries) != len(files) or _packed(files) != data
        manifest, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
        listed = json.loads(manifest)["files"]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise Invalid("不是成绩单数据包 this is no report card bundle", do="核对文件 check the file") from error
    if listed != {name: _digest(held) for name, held in files.items()}:
        raise Invalid("文件与清单不符，被改动过 a file differs from the manifest: it was changed")
    if changed:
        raise Invalid(
            "数据包的外壳被改动或重新压缩过 the container was changed or packed again",
            why="清单里的文件没有变，但不是原来的字节 the files are as signed, the bytes around them are not",
            do="使用收到的原文件 use the file as it was issued",
        )
    return files, manifest, signature


def _packed(files: Mapping[str, bytes]) -> bytes:
    """One way only to write these files in this order, so that no byte of a bundle may differ: uncompressed, without dates or owner."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.create_system = 3
            packed.writestr(entry, data)
    return out.getvalue()


def recompute(files: Mapping[str, bytes]) -> list[str]:
    """What does not come out again, in words; empty if everything does. Raises Invalid for definitions that cannot be read."""
    card = json.loads(files[CARD])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "indicators").mkdir()
        for name in DEFINITIONS:
            (root / "indicators" / name).write_bytes(files[f"indicators/{name}"])
        (root / LEAVES).write_bytes(files[LEAVES])
        book, definitions, template = read_book(root), read_definitions(root), text.read_template(root)
        published = checking.read_published(root, template)
        rows = _read(root / LEAVES, [measure.code for measure in definitions.measures])
    sums = parts.sums(rows, card["parts"], book, len(definitions.measures))
    again = {one.key: one for one in told.figures(sums, definitions, book, scope=card["scope"], year=card["year"])}
    problems = [
        f"{key}: {stated['exact']} ≠ {again[key].value if key in again else '—'}"
        for key, stated in card["figures"].items()
        if stated["source"] == told.SOURCE and (key not in again or str(again[key].value) != stated["exact"])
    ]
    figures = {key: again.get(key) or _figure(key, stated) for key, stated in card["figures"].items()}
    for language, stated in card["sections"].items():
        made = [one for one in text.tell(template, figures, language) if one.sentences]
        if [{"title": one.title, "text": text.plain(one)} for one in made] != stated:
            problems.append(f"正文（{language}）与数字不符 the text does not say the figures")
    audits = checking.as_json(checking.check(template, published, figures, zone=card["zone"], year=card["year"]))
    if json.loads(json.dumps(audits)) != card["audits"]:
        problems.append("数字审核的结论不符 the audit of the figures says something else")
    return problems


def reproduced(files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Keys that were computed again from the leaf tables, and keys that are as signed: their records are not in the bundle."""
    figures = json.loads(files[CARD])["figures"]
    ours = [key for key, stated in figures.items() if stated["source"] == told.SOURCE]
    return ours, [key for key in figures if key not in ours]


def _figure(key: str, stated: Mapping[str, Any]) -> Figure:
    exact, digits = stated["exact"], stated["interval"]
    value = None if exact is None else Decimal(exact) if digits or "." in exact else int(exact)
    return Figure(
        key, value, stated["unit"], stated["basis"], stated["source"], stated["rows"], stated["bound"], stated["name"]
    )


def _parquet(leaves: Sequence[Row], measures: Sequence[str]) -> bytes:
    frame = pd.DataFrame(leaves, columns=["node", "ym", "n", *leaf.columns(measures)]).astype("int64")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        path = Path(folder) / LEAVES
        con.register("frame", frame)
        con.execute(f"COPY (SELECT * FROM frame ORDER BY ym, node) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()


def _read(path: Path, measures: Sequence[str]) -> list[Row]:
    names = ", ".join(("node", "ym", "n", *leaf.columns(measures)))
    with duckdb.connect() as con:
        return con.execute(f"SELECT {names} FROM read_parquet('{path}')").fetchall()


def _json(told_: Mapping[str, Any]) -> bytes:
    return json.dumps(told_, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
