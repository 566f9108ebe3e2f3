"""Every msgid of the product, read from its templates and Python with the line it stands on, and what is left untranslated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "gaoxin"
HAN = re.compile(r"[\u3400-\u9fff]")
CALLS = {"gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "pgettext": 1, "pgettext_lazy": 1, "ngettext": 0,
         "ngettext_lazy": 0, "npgettext": 1, "npgettext_lazy": 1, "_": 0}  # fmt: skip
QUOTED = re.compile(r"""_\((["'])(.*?)\1\)""")
# Words that stand in their own language on purpose: the switch names each language as its readers do.
OWN_NAMES = {"中文"}


@dataclass(frozen=True, slots=True)
class Word:
    """A msgid where it stands. context: as msgctxt, None for none."""

    msgid: str
    context: str | None
    place: str


def words() -> list[Word]:
    """All of them, templates first."""
    return [*_of_templates(), *_of_python()]


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


def bare_text() -> Iterator[str]:
    """Chinese in templates that stands outside translation tags, and so would be shown to readers of English."""
    for path in templates():
        inside, place = False, path.relative_to(PACKAGE)
        for token in _tokens(path):
            name = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
            if name in ("blocktranslate", "blocktrans", "comment"):
                inside = True
            elif name in ("endblocktranslate", "endblocktrans", "endcomment"):
                inside = False
            elif inside or token.token_type is TokenType.COMMENT:
                continue
            elif token.token_type is TokenType.TEXT:
                for line, text in enumerate(token.contents.split("\n")):
                    left = re.sub("|".join(OWN_NAMES), "", re.sub(r"<!--.*?-->", "", text))
                    if HAN.search(left):
                        yield f"{place}:{token.lineno + line} {left.strip()[:60]}"
            elif name not in ("translate", "trans") and HAN.search(QUOTED.sub("", token.contents)):
                yield f"{place}:{token.lineno} {token.contents[:60]}"


def _tokens(path: Path) -> list[Token]:
    return Lexer(path.read_text(encoding="utf-8")).tokenize()


def _of_templates() -> Iterator[Word]:
    for path in templates():
        tokens, place = _tokens(path), str(path.relative_to(PACKAGE))
        for index, token in enumerate(tokens):
            here = f"{place}:{token.lineno}"
            yield from (Word(found[2], None, here) for found in QUOTED.finditer(token.contents)
                        if token.token_type in (TokenType.VAR, TokenType.BLOCK))  # fmt: skip
            if token.token_type is not TokenType.BLOCK:
                continue
            bits = list(smart_split(token.contents))
            context = _context(bits)
            if bits[0] in ("translate", "trans") and bits[1][0] in "\"'":
                yield Word(bits[1][1:-1], context, here)
            elif bits[0] in ("blocktranslate", "blocktrans"):
                yield Word(_block(tokens[index + 1 :], trimmed="trimmed" in bits), context, here)


def _context(bits: list[str]) -> str | None:
    return bits[bits.index("context") + 1][1:-1] if "context" in bits else None


def _block(tokens: list[Token], *, trimmed: bool) -> str:
    """The singular of a block as gettext is asked for it."""
    parts: list[str] = []
    for token in tokens:
        if token.token_type is TokenType.TEXT:
            parts.append(token.contents.replace("%", "%%"))
        elif token.token_type is TokenType.VAR:
            parts.append(f"%({token.contents})s")
        else:
            break  # plural or the end
    text = "".join(parts)
    return " ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text


def _of_python() -> Iterator[Word]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            at = CALLS.get(name)
            if at is None or len(node.args) <= at or not isinstance(node.args[at], ast.Constant):
                continue
            msgid, context = node.args[at].value, node.args[0].value if at else None
            if isinstance(msgid, str) and HAN.search(msgid):
                yield Word(msgid, context, f"{path.relative_to(PACKAGE)}:{node.lineno}")
