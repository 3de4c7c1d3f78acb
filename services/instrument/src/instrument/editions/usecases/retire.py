"""Retire an edition: its content stays, and new campaigns cannot choose it."""

from typing import Final

from instrument.agencies.domain import Author
from instrument.agencies.usecases.require_owner import require_owner
from instrument.documents.domain.refusals import ConflictError
from instrument.editions.events import SOURCE, edition_retired
from instrument.editions.store import editions
from instrument.editions.store.lock import lock_edition
from instrument.editions.store.tables import EditionRow
from instrument.editions.usecases.find import find_edition
from instrument.editions.usecases.keep_draft import require_owner_of_draft
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.text import Text

_FAULT: Final = Text("tidak dapat dilakukan", "is not possible")


async def retire_edition(
    session: Session, edition_code: str, *, reason: str, author: Author, clock: Clock
) -> EditionRow:
    """Retire a published edition and emit the event; the same reason again changes nothing.

    Raises:
        AbsentError: There is no such edition.
        NotOwnerError: It belongs to the product, or to an agency that the author does not stand
            at or above.
        ConflictError: It is a draft, or was retired for another reason.
    """
    await lock_edition(session, edition_code)
    row = await find_edition(session, edition_code)
    if not isinstance(row, EditionRow):
        await require_owner_of_draft(session, row, author)
        raise ConflictError(
            Text(
                "Draf tidak dapat dicabut; hapus draf tersebut.",
                "A draft cannot be retired; delete it.",
            ),
            "edition_code",
            _FAULT,
        )
    owner = row.owner_code
    await require_owner(session, owner, author, what=edition_code, part="edition_code")
    if row.status == "retired":
        if row.retired_reason == reason:
            return row
        raise _retired_otherwise(row)
    revision, now = row.revision + 1, clock.now()
    retired = await editions.retire(
        session, edition_code, reason=reason, revision=revision, retired_at=now
    )
    event = edition_retired(edition_code, reason=reason, revision=revision, retired_at=now)
    await emit(session, [event], source=SOURCE, clock=clock)
    return retired


def _retired_otherwise(row: EditionRow) -> ConflictError:
    return ConflictError(
        Text(
            f"Edisi {row.edition_code} sudah dicabut dengan alasan: {row.retired_reason}",
            f"The edition {row.edition_code} is already retired. Reason: {row.retired_reason}",
        ),
        "/reason",
        _FAULT,
    )
