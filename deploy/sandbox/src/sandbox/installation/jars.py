"""The jars of Apache Kafka: locked with their checksums, fetched once into the Maven cache.

No version is chosen when the sandbox starts: exactly the locked files are fetched, and the
SHA-256 checksum of each is compared before Java reads it.
"""

import fcntl
import hashlib
import logging
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.processes.children import StartError
from sandbox.settings import CHECKOUT, SandboxSettings

if TYPE_CHECKING:
    from jgo.maven import MavenContext

LOCK_FILE = CHECKOUT / "deploy" / "sandbox" / "jgo.lock.toml"
_ATTEMPTS = 3
_PARALLEL = 8
_TIMEOUT_SECONDS = 60
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked file of the class path."""

    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, repository: Path) -> Path:
        """Return where the file lies below a Maven repository."""
        name = f"{self.artifact}-{self.version}.jar"
        return repository.joinpath(*self.group.split("."), self.artifact, self.version, name)

    def is_intact(self, repository: Path) -> bool:
        """Return whether the file is there and has the locked checksum."""
        path = self.path(repository)
        if not path.exists():
            return False
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256


def locked_jars(lock_file: Path = LOCK_FILE) -> list[Jar]:
    """Read the lock file; raise StartError if an entry has no checksum."""
    jars = []
    for entry in tomllib.loads(lock_file.read_text(encoding="utf-8"))["dependencies"]:
        if "sha256" not in entry:
            raise StartError(
                f"{lock_file} has no SHA-256 checksum for {entry['artifactId']}; run `make lock`."
            )
        jars.append(Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"]))
    return jars


def class_path(*, progress: Callable[[int, int], None] | None = None) -> str:
    """Return Kafka's class path, after fetching what is missing and checking every checksum.

    `progress` is called with the number of jars fetched and of jars to fetch. Raises StartError.
    """
    jars = locked_jars()
    repository = SandboxSettings().maven_repository
    with ThreadPoolExecutor(_PARALLEL) as pool:
        intact = pool.map(lambda jar: jar.is_intact(repository), jars)
        missing = [jar for jar, good in zip(jars, intact, strict=True) if not good]
    if missing:
        with _one_at_a_time(repository):
            _fetch_all(missing, repository, progress or _log_progress)
    return ":".join(str(jar.path(repository)) for jar in jars)


def main() -> None:
    """Fetch missing jars; the installation runs this, so that the first start is quick."""
    if SandboxSettings().kafka_bootstrap_servers is not None:
        return
    try:
        class_path(progress=_print_progress)
    except StartError as error:
        sys.exit(str(error))


def _fetch_all(jars: Sequence[Jar], repository: Path, progress: Callable[[int, int], None]) -> None:
    from jgo.config import GlobalSettings  # noqa: PLC0415  slow to import, needed once
    from jgo.maven import MavenContext  # noqa: PLC0415  slow to import, needed once

    repositories = GlobalSettings.load().repositories
    maven = MavenContext(
        repo_cache=repository, remote_repos=repositories or None, timeout=_TIMEOUT_SECONDS
    )
    progress(0, len(jars))
    pool = ThreadPoolExecutor(_PARALLEL)
    try:
        for done, _ in enumerate(pool.map(lambda jar: _fetch(jar, maven), jars), start=1):
            progress(done, len(jars))
    finally:
        pool.shutdown(cancel_futures=True)


def _fetch(jar: Jar, maven: "MavenContext") -> None:
    """Fetch one jar; a partial or altered file is removed and fetched again."""
    path = jar.path(maven.repo_cache)
    reason = "its SHA-256 checksum is not the locked one"
    for _ in range(_ATTEMPTS):
        if jar.is_intact(maven.repo_cache):  # another process may have fetched it meanwhile
            return
        path.unlink(missing_ok=True)
        try:
            maven.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
        except (OSError, RuntimeError) as error:
            reason = str(error)
    if jar.is_intact(maven.repo_cache):
        return
    path.unlink(missing_ok=True)
    raise StartError(
        f"Could not fetch {jar.group}:{jar.artifact}:{jar.version}: {reason}. Check the network,"
        " or the repositories in jgo's configuration, and run the command again: what was fetched"
        " is kept."
    )


@contextmanager
def _one_at_a_time(repository: Path) -> Iterator[None]:
    repository.mkdir(parents=True, exist_ok=True)
    with (repository / ".tolok.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _print_progress(done: int, total: int) -> None:
    if done % _PARALLEL == 0 or done == total:
        sys.stdout.write(f"  {done} of {total} jars\n")
        sys.stdout.flush()


def _log_progress(done: int, total: int) -> None:
    _log.info("kafka_jars_fetched %d of %d", done, total)


if __name__ == "__main__":
    main()
