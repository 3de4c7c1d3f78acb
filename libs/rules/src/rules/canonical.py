"""The canonical form of JSON (RFC 8785): equal content, equal bytes, and their SHA-256.

What is signed or hashed is written in this form, in every service.
"""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """Return plain data (dicts, lists, texts, whole numbers, truth values) in canonical form."""
    return rfc8785.dumps(value)


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
