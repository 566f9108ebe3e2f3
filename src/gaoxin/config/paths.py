"""Where things lie: the catalogue of law, and the folder this installation may write to."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]


def catalogue_dir() -> Path:
    """`GAOXIN_CATALOGUE`, else the checkout's `catalogue/`, else the copy inside the installed package."""
    named = os.environ.get("GAOXIN_CATALOGUE")
    if named:
        return Path(named)
    beside = ROOT / "catalogue"
    return beside if beside.is_dir() else PACKAGE / "catalogue"


def var_dir() -> Path:
    """`GAOXIN_VAR`, else `var/` in the checkout: database, keys, sealed files. Never committed."""
    return Path(os.environ.get("GAOXIN_VAR", ROOT / "var"))
