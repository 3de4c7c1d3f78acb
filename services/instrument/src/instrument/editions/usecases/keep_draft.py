"""Common steps of creating, replacing and dropping the draft of an edition.

A draft may have defects, but its code must be valid. These steps never change published editions.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from instrument.agencies.domain import Author
from instrument.agencies.usecases.require_owner import require_owner
from instrument.documents.domain.canonical import state_hash
from instrument.documents.domain.refusals import AbsentError, ConflictError, RefusedDocumentError
from instrument.documents.usecases.check import Checked
from instrument.editions.domain.code import check_code, published_already
from instrument.editions.domain.model import Edition
from instrument.editions.store import drafts, editions
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from kit.clock import Clock
from kit.database import Session
from rules.text import Text

_LONGEST: Final = 4_000


async def keep_draft(
    session: Session,
    document: Mapping[str, Any],
    checked: Checked[Edition],
    *,
    author: Author,
    owner_code: str,
    revision: int,
    clock: Clock,
) -> EditionDraftRow:
    """Store a document as a draft, even with defects; its code must be checked before.

    `checked`: of the document, made before the edition was locked, because a check takes long.
    """
    row = EditionDraftRow(
        edition_code=document["edition_code"],
        document=json.dumps(document, ensure_ascii=False),
        document_hash=state_hash(document),
        content_hash=checked.content_hash,
        defect_count=len(checked.defects),
        revision=revision,
        changed_at=clock.now(),
        changed_by=author.subject,
        owner_code=owner_code,
        **_listed(document),
    )
    return await drafts.save(session, row)


async def locked_draft(session: Session, edition_code: str, author: Author) -> EditionDraftRow:
    """Return a draft that nobody else changes until the transaction ends.

    Raises:
        AbsentError, NotOwnerError, ConflictError: See `own_draft`.
    """
    await lock_edition(session, edition_code)
    return await own_draft(session, edition_code, author)


async def own_draft(session: Session, edition_code: str, author: Author) -> EditionDraftRow:
    """Return a draft that the author may change, as it is now.

    Raises:
        AbsentError: There is no such draft.
        NotOwnerError: The edition or its draft belongs to the product, or to an agency that the
            author does not stand at or above.
        ConflictError: The edition is published and never changes.
    """
    published = await editions.find(session, edition_code)
    if published is not None:
        owner = published.owner_code
        await require_owner(session, owner, author, what=edition_code, part="edition_code")
        raise _never_changes(published)
    present = await drafts.find(session, edition_code)
    if present is None:
        raise absent_draft(edition_code)
    await require_owner_of_draft(session, present, author)
    return present


async def require_owner_of_draft(session: Session, draft: EditionDraftRow, author: Author) -> None:
    """Require that the author stands at or above the owner, if the draft has one.

    Drafts that are older than the owners have none; every author may change them.

    Raises:
        NotOwnerError: Everybody else, who may read it.
    """
    if draft.owner_code is not None:
        code = draft.edition_code
        await require_owner(session, draft.owner_code, author, what=code, part="edition_code")


def absent_draft(edition_code: str) -> AbsentError:
    """Return the refusal for a draft that does not exist."""
    return AbsentError(
        Text(f"Draf {edition_code} tidak ada.", f"There is no draft {edition_code}."),
        "edition_code",
    )


async def require_unpublished(session: Session, edition_code: str) -> None:
    """Check that an edition is not published.

    Raises:
        ConflictError: It is, and never changes.
    """
    row = await editions.find(session, edition_code)
    if row is not None:
        raise _never_changes(row)


def _never_changes(row: EditionRow) -> ConflictError:
    refused = published_already(row.edition_code)
    return ConflictError(
        refused.text,
        refused.pointer,
        refused.text,
        content_hash=row.content_hash,
        edition_status=row.status,
    )


def code_of(document: Mapping[str, Any]) -> str:
    """Return the code of an edition.

    Raises:
        RefusedDocumentError: It is not valid.
    """
    if wrong := check_code(document):
        raise RefusedDocumentError(wrong)
    return str(document["edition_code"])


def _listed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns for lists; None where the document does not say it."""
    listed: dict[str, Any] = {
        name: value if isinstance(value := document.get(name), str) else None
        for name in ("instrument_code", "certainty", "period_kind")
    }
    for name in ("title", "caveat"):
        part = document.get(name)
        for language in Text._fields:
            value = part.get(language) if isinstance(part, Mapping) else None
            good = isinstance(value, str) and len(value) <= _LONGEST
            listed[f"{name}_{language}"] = value if good else None
    return listed | {name: _day(document.get(name)) for name in ("in_force_from", "in_force_until")}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
