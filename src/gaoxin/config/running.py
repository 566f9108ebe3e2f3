"""Runs one Django command for the command line, with the database's own failures told as errors a person can act on."""

from __future__ import annotations

import sys

import django
from django.core.management import get_commands, load_command_class
from django.db import DatabaseError

from gaoxin.config import listing
from gaoxin.runtime.database import explained


def run(argv: list[str]) -> int:
    """argv: the command and its arguments. Returns its exit status; raises GaoxinError for a database not ready."""
    name = argv[0]
    if name == "--version":
        sys.stdout.write(f"gaoxin {_version()}\n")
        return 0
    slice_name = listing.names().get(name)
    app = f"gaoxin.{slice_name}" if slice_name else get_commands().get(name)
    if app is None:
        return listing.unknown(name)
    django.setup()
    command = load_command_class(app, name) if isinstance(app, str) else app
    try:
        command.run_from_argv(["./gaoxin", *argv])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except DatabaseError as error:
        known = explained(error)
        if known is None:
            raise
        raise known from error
    return 0


def _version() -> str:
    from gaoxin import __version__

    return __version__
