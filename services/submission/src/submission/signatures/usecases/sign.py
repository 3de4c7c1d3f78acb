"""Sign a document, exactly in the form that the signer has seen."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.people.usecases.find import check_employed
from submission.signatures import store
from submission.signatures.domain import Document, Signature


async def sign(
    session: Session,
    document: Document,
    principal: Principal,
    *,
    seen: str,
    role: str,
    clock: Clock,
    pointer: str = "/sha256",
) -> tuple[Signature, bool]:
    """Return the signature, and whether it is new. To sign again with the same role is nothing new.

    `seen`: the hash that the signer sends, in the field at `pointer`. `role`: one that the caller
    has checked. The caller has locked what the document is made of.

    Raises:
        Conflict: The document is another one now, or the person signed it with another role.
        Forbidden: See `check_employed`.
    """
    check_seen(seen, document.sha256, pointer=pointer)
    await check_employed(session, principal.subject, clock=clock)
    present = await store.find(session, document, principal.subject)
    if present is not None:
        if present.role != role:
            raise _signed_as(present.role, pointer)
        return present, False
    signed = Signature(
        kind=document.kind,
        document_id=document.document_id,
        sha256=document.sha256,
        subject=principal.subject,
        role=role,
        signed_at=clock.now(),
    )
    await store.add(session, signed)
    return signed, True


def check_seen(seen: str, present: str, *, pointer: str = "/sha256") -> None:
    """Check that a hash is that of the present document. `pointer` leads to where it was sent.

    Raises:
        Conflict: The document changed; the answer names its present hash.
    """
    if seen != present:
        raise Conflict(
            Text(
                "Dokumen sudah berubah sejak Anda membacanya; baca kembali sebelum melanjutkan.",
                "The document changed since you read it; read it again before you go on.",
            ),
            errors=[
                Refusal(pointer, Text("bukan dokumen yang sekarang", "is not the present document"))
            ],
            extra={"sha256": present},
        )


def _signed_as(role: str, pointer: str) -> Conflict:
    return Conflict(
        Text(
            f"Anda sudah menandatangani dokumen ini sebagai {role}; pihak lain ditandatangani oleh"
            " orang lain.",
            f"You have signed this document as {role}; somebody else signs for another side.",
        ),
        errors=[Refusal(pointer, Text("sudah ditandatangani", "is signed already"))],
        extra={"role": role},
    )
