"""The sandbox issuer's signing key, kept in a file so that tokens stay valid after a restart."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kit.ids import new_id

_OWNER_ONLY: Final = 0o600
_KID_LENGTH: Final = 16
_ALGORITHM: Final = "ES256"
_KIND: Final = "at+jwt"  # RFC 9068: an access token


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key on the P-256 curve with its id; it signs tokens."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    kid: str

    @classmethod
    def generate(cls) -> "SigningKey":
        """Return a new key with an id of its own."""
        return cls(ec.generate_private_key(ec.SECP256R1()), str(new_id()))

    def jwks(self) -> dict[str, Any]:
        """Return the public half as a JSON Web Key Set."""
        public = jwt.get_algorithm_by_name(_ALGORITHM).to_jwk(
            self.private.public_key(), as_dict=True
        )
        return {"keys": [{**public, "kid": self.kid, "alg": _ALGORITHM, "use": "sig"}]}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed access token with exactly these claims."""
        headers = {"kid": self.kid, "typ": _KIND}
        return jwt.encode(dict(claims), self.private, algorithm=_ALGORITHM, headers=headers)


class StaticKeys:
    """Public keys that are given once and never change; for `kit.auth.TokenVerifier`."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(dict(jwks)).keys}

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """Return a key by its id, None when there is no such key."""
        return self._keys.get(kid)


class KeyFileError(RuntimeError):
    """The key file holds no usable key."""


def load_or_make(path: Path) -> SigningKey:
    """Return the key in the file; make the file first if it does not exist.

    Raises:
        KeyFileError: The file holds something other than a P-256 key.
    """
    if not path.exists():
        _make(path)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path} holds no private key; remove it to get a new one.") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(
        private.curve, ec.SECP256R1
    ):
        raise KeyFileError(f"{path} holds no P-256 key; remove it to get a new one.")
    return SigningKey(private, _kid(private))


def _make(path: Path) -> None:
    """Write a new key.

    If two processes do this at the same time, both use the key that was written first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _kid(private: ec.EllipticCurvePrivateKey) -> str:
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()[:_KID_LENGTH]
