"""How signatures are sent and shown, by whatever is signed. The wing has no routes of its own."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from kit.fields import Body, TextView
from rules.sentences import SHA256
from submission.signatures.domain import NOTE, Signature

Sha256 = Annotated[str, StringConstraints(pattern=SHA256)]


class SignatureInput(Body):
    """What is signed: the hash of the document as the signer has read it."""

    sha256: Annotated[Sha256, Field(description="SHA-256 of the document that you have read")]


class SignatureView(BaseModel):
    """A signature. It is no certified electronic signature."""

    sha256: Annotated[str, Field(description="SHA-256 of the document that was signed")]
    subject: Annotated[str, Field(description="Subject of the token that signed")]
    role: Annotated[str, Field(description="Role with which they signed")]
    signed_at: Annotated[datetime, Field(description="When they signed (UTC)")]
    is_stale: Annotated[
        bool, Field(description="Whether the document changed since: then it does not count")
    ]
    note: Annotated[TextView, Field(description="What such a signature is, and is not")]


def signature_view(signature: Signature, *, sha256: str) -> SignatureView:
    """Return how a signature is shown beside the document that has this hash now."""
    return SignatureView(
        sha256=signature.sha256,
        subject=signature.subject,
        role=signature.role,
        signed_at=signature.signed_at,
        is_stale=signature.sha256 != sha256,
        note=TextView.model_validate(NOTE),
    )
