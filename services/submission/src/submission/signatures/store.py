"""Signatures in the database: rows are only added."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, any_
from sqlalchemy import cast as cast_to
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.signatures.domain import Document, DocumentKind, Signature
from submission.tables import Table


class SignatureRow(Table, table=True):
    """Who signed a document in one of its forms; nobody signs the same form twice."""

    __tablename__ = "signature"

    kind: str = Field(primary_key=True, sa_type=Text)
    document_id: UUID = Field(primary_key=True)
    sha256: str = Field(primary_key=True, sa_type=Text)
    subject: str = Field(primary_key=True, sa_type=Text)
    role: str = Field(sa_type=Text)
    signed_at: datetime = Field(sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, signed: Signature) -> None:
    """Add a signature."""
    session.add(
        SignatureRow(
            kind=signed.kind,
            document_id=signed.document_id,
            sha256=signed.sha256,
            subject=signed.subject,
            role=signed.role,
            signed_at=signed.signed_at,
        )
    )
    await session.flush()


async def find(session: AsyncSession, document: Document, subject: str) -> Signature | None:
    """Return the signature of a person under a document in its present form."""
    key = (document.kind, document.document_id, document.sha256, subject)
    row = await session.get(SignatureRow, key)
    return None if row is None else _signature_of(row)


async def of_documents(
    session: AsyncSession, kind: DocumentKind, document_ids: Collection[UUID]
) -> dict[UUID, list[Signature]]:
    """Return all signatures of documents, those of earlier forms too, oldest first."""
    query = (
        select(SignatureRow)
        .where(
            SignatureRow.kind == kind,
            col(SignatureRow.document_id) == any_(cast_to([*document_ids], ARRAY(Uuid))),
        )
        .order_by(col(SignatureRow.signed_at), col(SignatureRow.sha256), col(SignatureRow.subject))
    )
    found: dict[UUID, list[Signature]] = {}
    for row in await session.exec(query):
        found.setdefault(row.document_id, []).append(_signature_of(row))
    return found


def _signature_of(row: SignatureRow) -> Signature:
    return Signature(
        kind=cast("DocumentKind", row.kind),
        document_id=row.document_id,
        sha256=row.sha256,
        subject=row.subject,
        role=row.role,
        signed_at=row.signed_at,
    )
