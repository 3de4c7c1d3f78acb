"""Drop the draft of an edition, and the draft of its derivation set with it."""

from instrument.agencies.domain import Author
from instrument.derivations.store import drafts as derivation_drafts
from instrument.editions.store import drafts
from instrument.editions.store.tables import EditionDraftRow
from instrument.editions.usecases.keep_draft import locked_draft
from instrument.editions.usecases.replace_draft import require_seen
from kit.database import Session
from rules.revision import Seen


async def drop_edition_draft(
    session: Session, edition_code: str, *, seen: Seen[str] | None, author: Author
) -> EditionDraftRow:
    """Delete both drafts; return what the edition's was.

    Raises:
        AbsentError: There is no such draft.
        ConflictError: The edition is published and stays.
        NotOwnerError: It belongs to an agency that the author does not stand at or above.
        OutdatedError: It is not a draft that was seen.
    """
    present = await locked_draft(session, edition_code, author)
    require_seen(present, seen)
    await derivation_drafts.drop(session, edition_code)
    await drafts.drop(session, edition_code)
    return present
