"""The command line behind `./gaoxin`: `--db` before the settings load, then the command, then an exit status.

0 done; 1 refused, invalid or not found; 2 wrong usage; 130 interrupted; 141 the reader of our output went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from urllib.parse import quote

from gaoxin.config import listing
from gaoxin.core.errors import GaoxinError

SCHEMES = ("sqlite", "postgres", "postgresql")


class Usage(GaoxinError):
    """The command line itself is wrong."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. argv: without the program's name."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows ? instead of failing
    try:
        status = _main(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except Usage as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except GaoxinError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more while it ends
        return 141


def _main(argv: list[str]) -> int:
    argv = take_database(argv, os.environ)
    if argv[:1] == ["help"] and len(argv) > 1:
        argv = [argv[1], "--help"]
    if not argv or argv[0] in ("-h", "--help", "help"):
        sys.stdout.write(listing.overview())
        return 0 if argv else 2
    if argv[0] == "test":
        from gaoxin.config import checks

        return checks.main(argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin.config.settings")
    from gaoxin.config import running

    return running.run(argv)


def take_database(argv: list[str], environment: MutableMapping[str, str]) -> list[str]:
    """Take `--db PATH|URL` out of the arguments, wherever it stands, into GAOXIN_DATABASE_URL. Returns the rest.

    Everything after a bare `--` is left alone. Raises Usage for a missing value or an unknown kind of database.
    """
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            return [*rest, word, *words]
        if word == "--db":
            environment["GAOXIN_DATABASE_URL"] = database_url(next(words, ""))
        elif word.startswith("--db="):
            environment["GAOXIN_DATABASE_URL"] = database_url(word.removeprefix("--db="))
        else:
            rest.append(word)
    return rest


def database_url(text: str) -> str:
    """The URL of a database named by URL or by path; a path is taken from where the caller stands."""
    if not text or text.startswith("--"):
        raise Usage("--db 缺少数据库 --db needs a database", do="--db var/gaoxin.sqlite3 or --db postgres://…")
    scheme, separator, _ = text.partition("://")
    if not separator:
        return f"sqlite:///{quote(str(Path(text).expanduser().absolute()))}"
    if scheme not in SCHEMES:
        raise Usage(
            f"不支持的数据库 unknown kind of database: {scheme}://",
            why=f"可用 known: {', '.join(SCHEMES)}",
            do="写一个文件路径，或 postgres://用户@主机/库 write a path, or postgres://USER@HOST/NAME",
        )
    return text


if __name__ == "__main__":
    sys.exit(main())
