"""Signatures: the subject of a token, the role used, the SHA-256 of the exact document, the time.

A document that changed has another hash, so that what was signed before does not count for it. It
stays on record: nothing is ever taken away.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from rules.text import Text

# What is signed.
DocumentKind = Literal["minutes", "consent"]

# No signature is shown without this.
NOTE: Final = Text(
    "Tanda tangan ini mencatat akun, peran, dokumen yang tepat, dan waktunya. Ini bukan tanda"
    " tangan elektronik tersertifikasi.",
    "This signature records the account, the role, the exact document and the time. It is no"
    " certified electronic signature.",
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is now: what kind, which one, and the SHA-256 of its canonical bytes."""

    kind: DocumentKind
    document_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature of a document in the form that has this hash. It never changes."""

    kind: DocumentKind
    document_id: UUID
    sha256: str
    subject: str
    role: str
    signed_at: datetime
