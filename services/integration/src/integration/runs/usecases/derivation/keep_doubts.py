"""Keep the rows of a source that cannot be read now, by whom they concern, for comparison."""

from collections.abc import Sequence

from integration.facts.domain.observers import doubts_by_agency
from integration.facts.store import doubts
from integration.records.domain.record import Record
from integration.records.domain.unreadable import UnreadableRow
from integration.records.store import records
from integration.sources.domain.source import Source
from kit.database import Session


async def keep_doubts(
    session: Session, source: Source, unreadable: Sequence[UnreadableRow]
) -> None:
    """Keep the doubts of a reading instead of those of the one before."""
    known = await _known(session, source, unreadable)
    await doubts.replace(session, source.code, doubts_by_agency(unreadable, known, source.units))


async def _known(
    session: Session, source: Source, unreadable: Sequence[UnreadableRow]
) -> list[Record]:
    """Return the records that tell whose the rows are: of all, where a row does not say it."""
    if any(row.whose != "stated" for row in unreadable):
        return await records.load(session, source.code, source.agency_codes)
    by_kind: dict[str, set[str]] = {}
    for row in unreadable:
        if row.record_id is not None:
            by_kind.setdefault(row.kind, set()).add(row.record_id)
    return [
        record
        for kind, ids in by_kind.items()
        for record in (await records.present(session, source.code, kind, ids)).values()
    ]
