"""Common steps of creating, replacing and dropping the draft of a derivation set.

An edition has one such draft at a time, and its version is the one after the newest that is
published; so the document need not say it.
"""

import json
from collections.abc import Mapping
from typing import Any

from anyio import to_thread

from instrument.agencies.domain import Author
from instrument.agencies.usecases.require_owner import require_set_owner
from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.events import fact_catalogue
from instrument.derivations.store import drafts, sets
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.read import check_derivation_document
from instrument.documents.domain.canonical import state_hash
from instrument.documents.domain.refusals import (
    AbsentError,
    ConflictError,
    OutdatedError,
    RefusedDocumentError,
)
from instrument.documents.usecases.check import Checked
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionDraftRow, EditionRow
from instrument.editions.usecases.find import find_edition, model_of
from instrument.editions.usecases.keep_draft import require_owner_of_draft
from kit.clock import Clock
from kit.database import Session
from kit.threads import UPLOADS
from rules.revision import Seen
from rules.text import Text


async def keep_draft(
    session: Session,
    identity: Identity,
    document: Mapping[str, Any],
    checked: Checked[DerivationSet],
    *,
    author: Author,
    revision: int,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document without its edition and version (`bare_document`) as the draft of a set.

    `checked`: of the document, made before the edition was locked, because a check takes long.
    """
    row = DerivationDraftRow(
        edition_code=identity.edition_code,
        derivation_set_version=identity.version,
        document=json.dumps(document, ensure_ascii=False),
        document_hash=state_hash(document),
        content_hash=checked.content_hash,
        defect_count=len(checked.defects),
        revision=revision,
        changed_at=clock.now(),
        changed_by=author.subject,
    )
    return await drafts.save(session, row)


async def locked_draft(session: Session, identity: Identity, author: Author) -> DerivationDraftRow:
    """Return a draft that nobody else changes until the transaction ends.

    Raises:
        AbsentError, NotOwnerError, ConflictError: See `own_draft`.
    """
    await lock_edition(session, identity.edition_code)
    present, _ = await own_draft(session, identity, author)
    return present


async def own_draft(
    session: Session, identity: Identity, author: Author
) -> tuple[DerivationDraftRow, EditionRow | EditionDraftRow]:
    """Return a draft that the author may change, as it is now, and its edition.

    Raises:
        AbsentError: There is no such draft.
        NotOwnerError: The author does not write the derivation sets of the edition.
        ConflictError: This version is published and never changes.
    """
    edition = await require_author(session, identity.edition_code, author)
    if await sets.find(session, identity.edition_code, identity.version) is not None:
        raise ConflictError(
            Text(
                f"Set turunan versi {identity.version} sudah terbit dan tidak dapat diubah"
                " lagi. Buat versi baru.",
                f"Derivation set {identity.version} is published and never changes."
                " Make a new version.",
            ),
            "version",
            Text("sudah terbit", "is published"),
        )
    return await find_draft(session, identity), edition


async def require_author(
    session: Session, edition_code: str, author: Author
) -> EditionRow | EditionDraftRow:
    """Return an edition, if the author may write its derivation sets.

    Raises:
        AbsentError: There is no such edition.
        NotOwnerError: Everybody else, who may read them.
    """
    edition = await find_edition(session, edition_code)
    if isinstance(edition, EditionDraftRow):
        await require_owner_of_draft(session, edition, author)
    else:
        owner = edition.owner_code
        await require_set_owner(session, owner, author, edition_code=edition_code)
    return edition


async def find_draft(session: Session, identity: Identity) -> DerivationDraftRow:
    """Return the draft of a version.

    Raises:
        AbsentError: There is none.
    """
    code, version = identity.edition_code, identity.version
    present = await drafts.find(session, code)
    if present is None or present.derivation_set_version != version:
        raise AbsentError(
            Text(
                f"{code} tidak memiliki draf set turunan versi {version}.",
                f"{code} has no draft of derivation set {version}.",
            ),
            "version",
        )
    return present


async def next_identity(session: Session, edition_code: str) -> Identity:
    """Return the edition and the version that a new draft has."""
    return Identity(edition_code, 1 + await sets.newest_version(session, edition_code))


async def check_derivations(
    edition: EditionRow | EditionDraftRow, document: Mapping[str, Any]
) -> Checked[DerivationSet]:
    """Return the defects of a derivation set of an edition, which is published or a draft.

    It may take long: end the session that has read the edition before.
    """
    model = await model_of(edition)
    return await to_thread.run_sync(
        check_derivation_document, document, model, fact_catalogue(), limiter=UPLOADS
    )


def require_seen(present: DerivationDraftRow, seen: Seen[str] | None) -> None:
    """Check that a change starts from the present draft.

    Raises:
        OutdatedError: It does not.
    """
    if seen is None or not seen.include(present.document_hash):
        raise OutdatedError(present.document_hash, whole_document(present))


def bare_document(identity: Identity, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without its edition and version, which must be those of the draft.

    Raises:
        RefusedDocumentError: They are not.
    """
    if wrong := identity.check(document):
        raise RefusedDocumentError(wrong)
    return identity.without(document)


def whole_document(row: DerivationDraftRow) -> dict[str, Any]:
    """Return a draft as a document with its edition and version."""
    identity = Identity(row.edition_code, row.derivation_set_version)
    return {**identity.keys, **json.loads(row.document)}
