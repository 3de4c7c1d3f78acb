"""Take what was pushed: merge it into the kept rows, and answer for each record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from anyio import to_thread

from integration.feeds.domain.record import (
    MOST_ROW_BYTES,
    Answer,
    Pushed,
    read_record,
    refused,
)
from integration.feeds.store import nonces
from integration.kept.domain.row import KeptRow, Outcome, Version
from integration.kept.store import listings
from integration.kept.store.listings import KeptListing
from integration.kept.usecases.merge import merge
from integration.kept.usecases.take_in import Intake, revision_of
from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.collection import resources_of
from integration.reading.domain.row_error import UNKNOWN_UNIT, RowError
from integration.records.domain.days import Today
from integration.sources import store as sources
from integration.sources.domain.source import Source
from kit.database import Session
from kit.threads import UPLOADS

_MOST_NAMED: Final = 3
_MOST_INLINE: Final = 20
_NO_ROWS: Final = KeptListing()


@dataclass(frozen=True, slots=True)
class Nonce:
    """The nonce of a signature, and until when it has to be remembered."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Push:
    """The records of one request, signed or not."""

    records: Sequence[object]
    nonce: Nonce | None = None


class Replayed(Exception):
    """The signature of a push was used before."""


class NotPushed(Exception):
    """The source does not push."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A record, its row to merge, and what is wrong with that."""

    record: Pushed
    row: KeptRow
    errors: tuple[RowError, ...]


# The number of a push among those that came together, and of a record within it.
_Place = tuple[int, int]
_Looked = _Wanted | Answer


async def take(
    session: Session, code: str, pushes: Sequence[Push], *, at: datetime
) -> list[list[Answer] | Replayed]:
    """Store pushes of one source that came together, in their order; return the answers of each.

    Raises:
        NotPushed: The source is gone, or does not push any more.
    """
    source = await sources.find(session, code)
    if source is None or "push" not in source.ways:
        raise NotPushed
    replayed = await _replayed(session, code, pushes, at=at)
    desk = _Desk(source, resources_of(source), await listings.of_source(session, code), at)
    records = {
        (number, place): record
        for number, push in enumerate(pushes)
        for place, record in enumerate(() if number in replayed else push.records)
    }
    found = await _looked_at(desk, records)
    wanted = {place: each for place, each in found.items() if isinstance(each, _Wanted)}
    merged = await merge(session, code, [each.row for each in wanted.values()])
    answers = {place: each for place, each in found.items() if isinstance(each, Answer)}
    for (place, each), (row, outcome) in zip(wanted.items(), merged, strict=True):
        answers[place] = _answer(each, row, outcome)
    return [
        Replayed()
        if number in replayed
        else [answers[number, place] for place in range(len(push.records))]
        for number, push in enumerate(pushes)
    ]


async def _looked_at(desk: "_Desk", records: Mapping[_Place, object]) -> dict[_Place, _Looked]:
    def look() -> dict[_Place, _Looked]:
        return {place: desk.look_at(record) for place, record in records.items()}

    if len(records) <= _MOST_INLINE:
        return look()
    return await to_thread.run_sync(look, limiter=UPLOADS)  # many must not delay the others


async def _replayed(
    session: Session, code: str, pushes: Sequence[Push], *, at: datetime
) -> set[int]:
    """Return the numbers of pushes whose nonce was used before, by another or by one of them."""
    signed = [(number, push.nonce) for number, push in enumerate(pushes) if push.nonce is not None]
    given = {nonce.text: nonce.until for _, nonce in reversed(signed)}
    unused = await nonces.use(session, code, given, now=at)
    replayed = set()
    for number, nonce in signed:
        if nonce.text in unused:
            unused.discard(nonce.text)
        else:
            replayed.add(number)
    return replayed


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where records of one source are looked at."""

    source: Source
    resources: Mapping[str, Resource]
    held: Mapping[str, KeptListing]
    at: datetime

    def look_at(self, found: object) -> _Looked:
        """Return the row of a record, or why it is not taken."""
        record = read_record(found)
        if isinstance(record, Answer):
            return record
        resource = self.resources.get(record.listing)
        if resource is None:
            known = ", ".join(sorted(self.resources)[:_MOST_NAMED])
            return refused(found, "unknown_listing", known=known)
        revision = revision_of(record.revision, self.source.options.timezone)
        if record.revision is not None and revision is None:
            return refused(found, "bad_revision")
        return self._wanted(record, self._intake(resource), revision)

    def _wanted(self, record: Pushed, intake: Intake, revision: int | None) -> _Looked:
        listing, row_id = intake.resource.key, intake.resource.listed(record.own_id)
        if record.row is None:
            gone = Version(texts=(), revision=revision, way="push", as_of=self.at)
            return _Wanted(record, KeptRow(listing=listing, row_id=row_id, version=gone), ())
        own_id = intake.identity_of(record.row)
        if own_id not in (None, row_id):
            return refused(record.as_sent(), "other_id", known=str(own_id))
        row = intake.row(row_id, [record.row], revision)
        if sum(map(len, row.version.texts)) > MOST_ROW_BYTES:
            return refused(record.as_sent(), "too_large")
        return _Wanted(record, *intake.checked(row))

    def _intake(self, resource: Resource) -> Intake:
        return Intake(
            source=self.source,
            resource=resource,
            today=Today.at(self.at, self.source.options.timezone),
            told=self.held.get(resource.key, _NO_ROWS).told,
            way="push",
            as_of=self.at,
        )


def _answer(wanted: _Wanted, row: KeptRow, outcome: Outcome) -> Answer:
    record = wanted.record
    answer = Answer(listing=record.listing, own_id=record.own_id, status=outcome)
    if outcome == "older":
        return answer
    if len(row.version.texts) > 1:
        error = RowError(
            resource=row.listing,
            position=0,
            record_id=row.row_id,
            field="revision",
            code="duplicate",
            found=str(row.version.revision),
        )
        return replace(answer, status="unreadable", error=error)
    for error in wanted.errors[:1]:
        is_unknown = error.code == UNKNOWN_UNIT
        return replace(answer, status="unknown_unit" if is_unknown else "unreadable", error=error)
    return answer
