"""Replace the draft of a derivation set by another state of it."""

from collections.abc import Mapping
from typing import Any

from instrument.agencies.domain import Author
from instrument.derivations.domain.identity import Identity
from instrument.derivations.store.tables import DerivationDraftRow
from instrument.derivations.usecases.keep_draft import (
    bare_document,
    check_bare,
    keep_draft,
    locked_draft,
    require_seen,
)
from instrument.documents.domain.canonical import state_hash
from kit.clock import Clock
from kit.database import Session
from rules.revision import Seen


async def replace_draft(
    session: Session,
    identity: Identity,
    document: Mapping[str, Any],
    *,
    seen: Seen[str] | None,
    author: Author,
    clock: Clock,
) -> DerivationDraftRow:
    """Store a document in place of a draft. The same document again changes nothing.

    `seen`: the states that the author has seen, None if they name none.

    Raises:
        AbsentError: There is no such draft.
        ConflictError: This version is published and never changes.
        NotOwnerError: The author does not write the derivation sets of the edition.
        OutdatedError: It does not start from the present draft.
        RefusedDocumentError: The document is of another edition or version.
    """
    checked = await check_bare(session, identity, identity.without(document))
    present = await locked_draft(session, identity, author)
    bare = bare_document(identity, document)
    if seen is not None and present.document_hash == state_hash(bare):
        return present
    require_seen(present, seen)
    revision = present.revision + 1
    return await keep_draft(
        session, identity, bare, checked, author=author, revision=revision, clock=clock
    )
