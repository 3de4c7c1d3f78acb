"""Replace the draft of a derivation set by another state of it."""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.derivations.domain.identity import Identity
from instrument.derivations.domain.model import DerivationSet
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.keep_draft import (
    bare_document,
    check_derivations,
    keep_draft,
    locked_draft,
    own_draft,
    require_seen,
)
from instrument.documents.domain.canonical import state_hash
from instrument.documents.usecases.check import Checked
from kit.clock import Clock
from kit.database import Session, end_reading
from rules.revision import Seen


async def check_replacement(
    session: Session, identity: Identity, document: Mapping[str, Any], *, author: Author
) -> Checked[DerivationSet]:
    """Return the defects of a document that is to replace a draft of the author.

    The session only reads, and is ended before the check, which may take long.

    Raises:
        AbsentError, ConflictError, NotOwnerError, RefusedDocumentError: As for `replace_draft`.
    """
    _, edition = await own_draft(session, identity, author)
    bare = bare_document(identity, document)
    await end_reading(session)
    return await check_derivations(edition, {**identity.keys, **bare})


async def replace_draft(
    session: Session,
    identity: Identity,
    document: Mapping[str, Any],
    checked: Checked[DerivationSet],
    *,
    seen: Seen[str] | None,
    author: Author,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document in place of a draft. The same document again changes nothing.

    `checked`: of the document, by `check_replacement`. `seen`: the states that the author has seen,
    None if they name none.

    Raises:
        AbsentError: There is no such draft.
        ConflictError: This version is published and never changes.
        NotOwnerError: The author does not write the derivation sets of the edition.
        OutdatedError: It does not start from the present draft.
        RefusedDocumentError: The document is of another edition or version.
    """
    present = await locked_draft(session, identity, author)
    bare = bare_document(identity, document)
    if seen is not None and present.document_hash == state_hash(bare):
        return present
    require_seen(present, seen)
    revision = present.revision + 1
    return await keep_draft(
        session, identity, bare, checked, author=author, revision=revision, clock=clock
    )
