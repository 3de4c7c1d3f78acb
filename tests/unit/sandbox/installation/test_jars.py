import hashlib
from pathlib import Path

import pytest

from sandbox.installation.jars import Jar, locked_jars
from sandbox.processes.children import StartError


def _jar(content: bytes) -> Jar:
    return Jar("org.example", "thing", "1.0", hashlib.sha256(content).hexdigest())


def test_every_locked_jar_has_a_sum() -> None:
    jars = locked_jars()
    assert any(jar.artifact == "kafka_2.13" for jar in jars)
    assert all(len(jar.sha256) == 64 for jar in jars)


def test_a_jar_is_intact_only_with_the_locked_sum(tmp_path: Path) -> None:
    jar = _jar(b"right")
    assert not jar.is_intact(tmp_path)
    path = tmp_path / "org" / "example" / "thing" / "1.0" / "thing-1.0.jar"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"wrong")
    assert not jar.is_intact(tmp_path)
    path.write_bytes(b"right")
    assert jar.is_intact(tmp_path)


def test_a_lock_without_a_sum_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "jgo.lock.toml"
    lock.write_text('[[dependencies]]\ngroupId = "g"\nartifactId = "a"\nversion = "1"\n')
    with pytest.raises(StartError, match="no SHA-256 checksum for a"):
        locked_jars(lock)
