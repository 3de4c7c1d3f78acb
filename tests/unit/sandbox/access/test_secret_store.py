import stat
from pathlib import Path

from sandbox.access.secret_store import SecretStore


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    made = SecretStore(tmp_path).get("client")
    assert len(made) >= 32
    assert SecretStore(tmp_path).get("client") == made


def test_secrets_differ(tmp_path: Path) -> None:
    store = SecretStore(tmp_path)
    assert store.get("one") != store.get("two")


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    SecretStore(tmp_path).get("client")
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
