"""Ed25519 keys: one that signs results, and all whose signatures count."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

_KEY_BYTES: Final = 32
_ID_DIGITS: Final = 32


class KeyUnreadableError(ValueError):
    """A text or file holds no Ed25519 key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies. `key_id`: the first half of the SHA-256 of its 32 bytes, in hex."""

    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> "PublicKey":
        """Read 32 bytes in base64url, or PEM.

        Raises:
            KeyUnreadableError: It is neither.
        """
        if "BEGIN PUBLIC KEY" not in text:
            return cls(_decode(text))
        try:
            key = load_pem_public_key(text.encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyUnreadableError("it is not a public key in PEM") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyUnreadableError("the key is not an Ed25519 key")
        return cls(key.public_bytes(Encoding.Raw, PublicFormat.Raw))

    @property
    def key_id(self) -> str:
        """Return the key's id."""
        return hashlib.sha256(self.raw).hexdigest()[:_ID_DIGITS]

    @property
    def text(self) -> str:
        """Return the key as the settings take it."""
        return _encode(self.raw)

    @property
    def pem(self) -> bytes:
        """Return the key as other programs take it."""
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def verifies(self, data: bytes, signature: str) -> bool:
        """Say whether the signature, in base64url, is of this key and these bytes."""
        try:
            written = base64.b64decode(_padded(signature), altchars=b"-_", validate=True)
            Ed25519PublicKey.from_public_bytes(self.raw).verify(written, data)
        except (InvalidSignature, ValueError):
            return False
        return _encode(written) == signature  # one signature has one text


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new key."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "SigningKey":
        """Read a key as `text` writes it.

        Raises:
            KeyUnreadableError: The text is not a key.
        """
        return cls(_decode(text))

    @property
    def text(self) -> str:
        """Return the secret as the settings take it: 32 bytes in base64url."""
        return _encode(self.seed)

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return PublicKey(key.public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, data: bytes) -> str:
        """Return the signature in base64url. The same bytes have the same signature."""
        return _encode(Ed25519PrivateKey.from_private_bytes(self.seed).sign(data))


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that signs now, if there is one, and all whose signatures count."""

    active: SigningKey | None
    known: Mapping[str, PublicKey]

    @classmethod
    def of(cls, active: str | None, others: Iterable[str] = ()) -> "Keys":
        """Read the keys of the settings.

        Raises:
            KeyUnreadableError: One of the texts is not a key.
        """
        signing = SigningKey.from_text(active) if active else None
        known = [PublicKey.from_text(text) for text in others]
        if signing is not None:
            known.append(signing.public)
        return cls(signing, {key.key_id: key for key in known})

    def published(self) -> Sequence[PublicKey]:
        """Return what others verify with: the active key first, then the earlier ones by id."""
        active = self.active.public.key_id if self.active else None
        return sorted(self.known.values(), key=lambda key: (key.key_id != active, key.key_id))

    def is_active(self, key: PublicKey) -> bool:
        """Say whether it is the key that signs now."""
        return self.active is not None and key == self.active.public


def _decode(text: str) -> bytes:
    try:
        data = base64.b64decode(_padded(text.strip()), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyUnreadableError("it is not 32 bytes in base64url") from error
    if len(data) != _KEY_BYTES:
        raise KeyUnreadableError(f"the key has {len(data)} bytes, not {_KEY_BYTES}")
    return data


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _padded(text: str) -> bytes:
    return (text + "=" * (-len(text) % 4)).encode()
