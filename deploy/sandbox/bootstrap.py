"""Install exactly the locked packages and this checkout's members into an environment.

Run by `make` with the machine's own Python and the environment's folder: the standard library only.
Prints what each step does; a step that fails says what to do.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations  # an older Python gets as far as the sentence on its age

import fcntl
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

_OLDEST = (3, 11)
_ROOT = Path(__file__).resolve().parents[2]
_VENV = _ROOT / (sys.argv[1] if sys.argv[1:] else ".venv")
_BIN = _VENV / "bin"
_STAMP = _VENV / ".installed"
_PATIENCE_SECONDS = 10.0
_NETWORK = (
    "Check the network (a proxy or a package mirror is set in the usual variables of pip and uv),"
    " then run the same command again: what was fetched is kept."
)


def main() -> None:
    """Install what is missing, in five steps."""
    if sys.version_info < _OLDEST:
        sys.exit(
            f"Python {sys.version.split()[0]} is too old: Tolok needs 3.11 or newer."
            " Install one and name it: make PYTHON=python3.12 …"
        )
    # Two makes at the same time install one after the other. Not `.venv/.lock`: that is uv's own.
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install()
        _STAMP.touch()


def _install() -> None:
    if not _works(_BIN / "python"):
        hint = "On Debian and Ubuntu: apt-get install python3-venv."
        _step("1/5 virtual environment", [sys.executable, "-m", "venv", "--clear", _VENV], hint)
    pip: list[str | Path] = [
        _BIN / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
    ]
    uv_lock = _ROOT / "deploy" / "sandbox" / "uv.lock.txt"
    _step("2/5 installer (uv)", [*pip, "--require-hashes", "-r", uv_lock], _NETWORK)
    uv: list[str | Path] = [_BIN / "uv", "pip"]
    python: list[str | Path] = ["--python", _BIN / "python"]
    quiet = [] if sys.stderr.isatty() else ["-q"]  # a terminal gets uv's own progress bars
    sync = [*uv, "sync", *quiet, *python, "--require-hashes", _ROOT / "requirements.lock"]
    _step("3/5 packages, PostgreSQL and Java", sync, _NETWORK)
    members: list[str | Path] = [part for path in _members() for part in ("-e", path)]
    _step("4/5 this checkout", [*uv, "install", "-q", *python, "--no-deps", *members], _NETWORK)
    jars: list[str | Path] = [_BIN / "python", "-m", "sandbox.installation.jars"]
    _step("5/5 Apache Kafka, checked against its locked checksums", jars, _NETWORK)


def _members() -> list[Path]:
    folders = ["libs/*", "services/*", "gateway", "deploy/sandbox", "bench"]
    found = [path for folder in folders for path in sorted(_ROOT.glob(f"{folder}/pyproject.toml"))]
    return [path.parent for path in found]


def _works(python: Path) -> bool:
    """Tell whether the environment's Python runs, and is of this version."""
    code = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    command = [str(python), "-c", code]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - our own arguments
    except OSError:
        return False


def _step(name: str, command: Sequence[str | Path], hint: str) -> None:
    started = time.monotonic()
    _say(f"• {name} …")
    done = threading.Event()
    reporter = threading.Thread(target=_report, args=(name, done, started), daemon=True)
    reporter.start()
    try:
        result = subprocess.run([str(part) for part in command], check=False, cwd=_ROOT)  # noqa: S603 - our own arguments
    finally:
        done.set()
    if result.returncode != 0:
        sys.exit(f"\n✗ {name} failed (code {result.returncode}). {hint}")
    _say(f"✓ {name} ({time.monotonic() - started:.1f} s)")


def _report(name: str, done: threading.Event, started: float) -> None:
    while not done.wait(_PATIENCE_SECONDS):
        _say(f"  {name}: {time.monotonic() - started:.0f} s so far …")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
