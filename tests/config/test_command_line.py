"""Exit statuses, `--db`, and errors that say what to type."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from gaoxin.config import listing
from gaoxin.config.cli import Usage, database_url, main, take_database
from tests.config.conftest import ROOT, Cli


def test_the_database_may_be_named_anywhere() -> None:
    for argv in (
        ["--db", "/x/a.db", "audit", "verify"],
        ["audit", "--db=/x/a.db", "verify"],
        ["audit", "verify", "--db", "/x/a.db"],
    ):
        environment: dict[str, str] = {}
        assert take_database(argv, environment) == ["audit", "verify"]
        assert environment == {"GAOXIN_DATABASE_URL": "sqlite:////x/a.db"}


def test_what_follows_a_bare_double_dash_is_left_alone() -> None:
    environment: dict[str, str] = {}
    assert take_database(["x", "--", "--db", "y"], environment) == ["x", "--", "--db", "y"]
    assert environment == {}


def test_a_path_is_taken_from_where_the_caller_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert database_url("some file.db") == f"sqlite:///{tmp_path}/some%20file.db"
    assert database_url("postgres://u@h/n") == "postgres://u@h/n"


@pytest.mark.parametrize("text", ["", "--json", "mysql://u@h/n"])
def test_a_database_that_cannot_be_one_is_wrong_usage(text: str) -> None:
    with pytest.raises(Usage):
        database_url(text)
    assert main(["audit", "verify", "--db", text]) == 2


def test_help_lists_every_command_of_every_slice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    for command in listing.commands():
        assert command.help, f"{command.name} has no line of help"
        assert f"\n  {command.name}" in told
    assert {"test", "bench", "migrate", "serve", "worker", "doctor", "audit", "licence"} <= set(listing.names())


def test_no_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().out


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name, slice_name in listing.names().items():
        if slice_name or name == "test":
            assert main([name, "--help"]) == 0, name
            assert "usage" in capsys.readouterr().out, name


def test_an_unknown_command_names_the_nearest(cli: Cli) -> None:
    ended = cli("licnce", "verify")
    assert ended.returncode == 2
    assert "licence" in ended.stderr


def test_wrong_arguments_are_status_2(cli: Cli) -> None:
    assert cli("audit", "explode").returncode == 2


def test_a_database_without_tables_is_told_how_to_get_them(cli: Cli, tmp_path: Path) -> None:
    ended = cli("audit", "verify", "--json", "--db", "empty.db")
    assert ended.returncode == 1
    told = json.loads(ended.stdout)
    assert told["error"] == "NotMigrated"
    assert "./gaoxin migrate" in told["do"]
    assert (tmp_path / "empty.db").exists()
    assert "Traceback" not in ended.stderr


def test_a_database_that_cannot_be_opened_is_an_error_not_a_traceback(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    for arguments in (["audit", "verify"], ["migrate"], ["serve"]):
        ended = cli(*arguments, "--db", "folder.db")
        assert ended.returncode == 1, arguments
        assert "folder.db" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_reader_that_leaves_early_is_no_failure_to_report(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gaoxin.config.cli", "--help"]
    with subprocess.Popen(
        command, cwd=ROOT / "src", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_terminal_without_chinese_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["--help"]) == 0
    out.seek(0)
    assert "gaoxin" in out.read()
