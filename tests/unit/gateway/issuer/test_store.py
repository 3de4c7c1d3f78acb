"""The issuer's key is made once, for its owner only, and read ever after."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from gateway.issuer.store import KeyFileError, load_or_make


def test_a_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key.pem"

    first, second = load_or_make(path), load_or_make(path)

    assert first.kid == second.kid
    assert first.jwks() == second.jwks()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["key.pem"]


def test_many_at_once_get_one_key(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: load_or_make(path).kid, range(16)))

    assert len(set(keys)) == 1


def test_another_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    wrong_curve = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for content in (b"", b"not a key", wrong_curve):
        path.write_bytes(content)

        with pytest.raises(KeyFileError, match="remove it"):
            load_or_make(path)

        assert path.read_bytes() == content
