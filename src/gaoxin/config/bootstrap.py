"""First use: the environment from a hash-pinned lock, by uv where it is on PATH, else by venv and pip.

Standard library only: it runs before anything is installed. A stamp with the lock's SHA-256 is written last, so an
interrupted installation is done again. Messages go to stderr; stdout belongs to the command.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

_PINNED = re.compile(r"^[A-Za-z0-9][\w.\-]*==", re.MULTILINE)
_STEP = re.compile(r"^(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9][\w.\-]*)")


class _Failed(Exception):
    """An installation step that did not work; the message says what to do."""


def ensure(root: str, venv: str, locks: Sequence[str]) -> int:
    """Install each lock into `venv` in this order unless its stamp says that it is there. Returns an exit status.

    Two launchers at once: the second waits for the first, then finds the work done.
    """
    started = time.monotonic()
    handle = os.open(root, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        for lock in locks:
            _install(Path(root), Path(venv), lock)
    except _Failed as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("已中断，下次运行将重新安装 interrupted; the next run installs again")
        return 130
    finally:
        os.close(handle)
    _say(f"环境就绪 ready in {time.monotonic() - started:.0f} s")
    return 0


def _install(root: Path, venv: Path, lock: str) -> None:
    text = (root / lock).read_bytes()
    digest = hashlib.sha256(text).hexdigest()
    stamp = venv / f".{lock.replace(os.sep, '-')}.sha256"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    stamp.unlink(missing_ok=True)
    python = venv / "bin" / "python"
    uv = shutil.which("uv")
    if not _usable(python, needs_pip=uv is None):
        _make(venv, uv)
    count = len(_PINNED.findall(text.decode()))
    _say(f"安装依赖 installing {count} packages from {lock} into {venv.name} …")
    if uv is not None:
        _run([uv, "pip", "install", "--python", str(python), "--require-hashes", "-r", str(root / lock)])
    else:
        _pip(python, root / lock, count)
    stamp.write_text(digest, encoding="ascii")


def _usable(python: Path, *, needs_pip: bool) -> bool:
    """Does the environment's Python start (an interrupted or moved one may not), with pip where pip must work?"""
    if not python.exists():
        return False
    code = "import pip" if needs_pip else "pass"
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def _make(venv: Path, uv: str | None) -> None:
    _say(f"建立环境 making {venv.name} with Python {sys.version.split()[0]} …")
    if uv is not None:
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)])
        return
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        raise _Failed(
            "Python 缺少 ensurepip this Python cannot make environments: ensurepip is missing\n"
            "处理 do: apt install python3-venv   (Debian, Ubuntu), then run the same command again"
        )
    _run([sys.executable, "-m", "venv", "--clear", str(venv)])


def _run(command: list[str]) -> None:
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise _Failed(
            f"步骤失败 this step failed: {' '.join(command[:3])} …\n处理 do: 见上面的信息 read the lines above"
        )


def _pip(python: Path, lock: Path, count: int) -> None:
    """pip with its hundreds of lines shown as one counter; all of them if it fails."""
    command = [
        str(python), "-m", "pip", "install", "--require-hashes", "--no-compile", "--no-input", "--no-deps",
        "--progress-bar", "off", "--disable-pip-version-check", "-r", str(lock),
    ]  # fmt: skip
    lines: list[str] = []
    seen: set[str] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            lines.append(line)
            if (step := _STEP.match(line)) and step[1] not in seen:
                seen.add(step[1])
                _progress(len(seen), count, step[1])
            elif line.startswith("Installing collected"):
                _say("写入 unpacking …")
    if process.returncode:
        _say("".join(lines[-25:]).rstrip())
        raise _Failed(
            "依赖安装失败 pip failed\n处理 do: 检查网络或镜像设置 check the network or pip's index settings, then run again"
        )


def _progress(done: int, count: int, name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r  {done}/{count} {name:<40}" + ("\n" if done == count else ""))
        sys.stderr.flush()
    elif done % 20 == 0:
        _say(f"  {done}/{count}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
