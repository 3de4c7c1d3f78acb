"""Derive records and doubts from kept rows: from those that are new, or from all.

Both ways end in the same: what a row says depends on its listing only by the columns that no row
has, so a row is read again when these change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeVar

from anyio import to_thread

from integration.kept.store import listings as listing_store
from integration.kept.store import rows as row_store
from integration.kept.store.listings import KeptListing
from integration.kept.store.rows import ALL, Derived, Stored
from integration.kept.usecases.read import ListingReader, ReadRow, counted
from integration.reading.adapters.adapter import Resource
from integration.records.domain.days import Today
from integration.records.domain.record import Read, Record
from integration.records.domain.unreadable import UnreadableRow
from integration.records.store import by_id
from integration.records.store import records as record_store
from integration.records.store.records import Written
from integration.sources.domain.source import Source
from kit.database import Session
from kit.threads import JOBS

T = TypeVar("T")

MOST_ROWS: Final = 5_000
_MOST_INLINE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Whose rows are read, on which day, and by which run."""

    source: Source
    resources: Mapping[str, Resource]
    today: Today
    read: Read
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What was derived. `agency_codes` are those whose facts may change; `everybody`: all.

    `doubted`: what cannot be known may have changed.
    """

    rows: int = 0
    errors: int = 0
    written: Written = field(default_factory=lambda: Written(0, 0, frozenset()))
    gone: int = 0
    agency_codes: frozenset[str] = frozenset()
    everybody: bool = False
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The listings as their rows make them, and the rows to read."""

    readers: Mapping[str, ListingReader]
    told: Mapping[tuple[str, str], frozenset[str]]
    rows: Sequence[Stored]
    doubts: Mapping[str, Sequence[UnreadableRow]]
    changed: bool


async def derive(
    session: Session, task: Task, *, everything: bool, most: int | None = MOST_ROWS
) -> Derivation:
    """Derive from the rows that are new since the last time, or from all rows of the source.

    Of those that are new `most` at once; None: all.

    The caller has locked the source's state.
    """
    code, names = task.source.code, task.resources.keys()
    held = {} if everything else await listing_store.of_source(session, code)
    if everything:
        rows = await row_store.of_listings(session, code, names)
    else:
        rows = await row_store.pending(session, code, most=most)
    if not rows and not everything:
        return Derivation()
    shapes = await _shapes(session, task, rows, held)
    read = await _in_thread(len(shapes.rows), lambda: _read(shapes))
    before = await record_store.opened(session, code)
    written = await _write(session, task, read)
    gone = await _mark_gone(session, task, read)
    derived = await _concerned(session, task, read)
    await _keep(session, task, shapes, derived)
    touched = {*written.agency_codes, *gone, *_news(derived)}
    everybody = bool(touched & {None, ALL}) or everything or shapes.changed
    return Derivation(
        rows=len(read),
        errors=sum(bool(each.errors) for each in read),
        written=written,
        gone=len(gone),
        agency_codes=frozenset(each for each in touched if each is not None),
        doubted=everything or shapes.changed or bool(_news(derived)),
        everybody=everybody or await record_store.opened(session, code) != before,
    )


async def doubts_about(
    session: Session, task: Task, agency_codes: Collection[str] | None
) -> list[UnreadableRow]:
    """Return what cannot be known of some agencies, or of all with None."""
    code, names = task.source.code, task.resources.keys()
    found = await row_store.doubts(session, code, listings=names, agency_codes=agency_codes)
    listings = await listing_store.of_source(session, code)
    whole = (doubt for name in names if name in listings for doubt in listings[name].doubts)
    return [*found, *whole]


async def _shapes(
    session: Session, task: Task, rows: Sequence[Stored], held: Mapping[str, KeptListing]
) -> _Shapes:
    """Return the listings with these rows; where columns came or went, with all their rows."""
    by_listing: dict[str, list[Stored]] = defaultdict(list)
    for row in rows:
        by_listing[row.row.listing].append(row)
    readers: dict[str, ListingReader] = {}
    told: dict[tuple[str, str], frozenset[str]] = {}
    doubts: dict[str, Sequence[UnreadableRow]] = {}
    changed = False
    for name, resource in task.resources.items():
        own, was = by_listing.get(name, []), held.get(name)
        if not own and was is not None:
            continue
        reader = ListingReader(task.source, resource, task.today, Counter())
        own_told = await _in_thread(len(own), lambda: _columns(reader, own))  # noqa: B023 - awaited
        counts = _counts(was, own, own_told)
        reader = replace(reader, told=counts)
        shape = reader.shape()
        if was is not None and shape != (replace(reader, told=was.told).shape()):
            changed = True
            whole = await row_store.of_listings(session, task.source.code, [name])
            others = [row for row in whole if row.row.key not in own_told and not row.pending]
            own_told |= {row.row.key: row.told for row in others}
            by_listing[name] = [*own, *others]
        changed = changed or was is None
        readers[name], doubts[name] = reader, shape[1]
        told |= own_told
    known = [row for name in readers for row in by_listing.get(name, ())]
    return _Shapes(readers, told, known, doubts, changed)


def _columns(
    reader: ListingReader, rows: Iterable[Stored]
) -> dict[tuple[str, str], frozenset[str]]:
    return {row.row.key: reader.columns_of(row.row) for row in rows}


def _counts(
    was: KeptListing | None, rows: Sequence[Stored], told: Mapping[tuple[str, str], frozenset[str]]
) -> Counter[str]:
    """Return how many rows have which column, these rows as they are now."""
    now = counted(told.values())
    if was is None:
        return now
    counts = Counter(was.told)
    counts.update(now)
    counts.subtract(counted(row.told for row in rows))
    return counts


def _read(shapes: _Shapes) -> list[ReadRow]:
    return [
        shapes.readers[row.row.listing].read(row, shapes.told[row.row.key]) for row in shapes.rows
    ]


async def _write(session: Session, task: Task, read: Iterable[ReadRow]) -> Written:
    fresh: dict[str, list[Record]] = defaultdict(list)
    for each in read:
        if each.record is not None:
            fresh[each.stored.row.listing].append(each.record)
    if not fresh:
        return Written(0, 0, frozenset())
    return await record_store.write(session, task.source.code, fresh, read=task.read, at=task.at)


async def _mark_gone(session: Session, task: Task, read: Iterable[ReadRow]) -> list[str | None]:
    gone = [
        (task.resources[each.stored.row.listing].kind, each.stored.row.row_id)
        for each in read
        if each.is_gone
    ]
    return await by_id.mark_gone(session, task.source.code, gone, read=task.read, at=task.at)


async def _concerned(session: Session, task: Task, read: Sequence[ReadRow]) -> list[Derived]:
    """Return the rows with the agencies that their doubts concern."""
    doubtful = [each for each in read if each.doubts or each.stored.row.unlisted]
    keys = {(_kind(task, each), each.stored.row.row_id) for each in doubtful}
    owners = await by_id.owners(session, task.source.code, keys)
    return [_derived(task, each, owners) for each in read]


def _derived(task: Task, each: ReadRow, owners: Mapping[tuple[str, str], str | None]) -> Derived:
    key = _kind(task, each), each.stored.row.row_id
    doubts = list(each.doubts)
    if each.stored.row.unlisted and key in owners:
        kind, record_id = key
        agency = owners[key]
        doubts.append(
            UnreadableRow(
                kind=kind,
                record_id=record_id,
                agency_code=agency,
                content={},
                regional=agency is None,
            )
        )
    return Derived(
        stored=each.stored,
        told=each.told,
        doubts=doubts,
        concerned=frozenset(code for doubt in doubts for code in _whom(doubt, key, owners)),
    )


def _whom(
    doubt: UnreadableRow, key: tuple[str, str], owners: Mapping[tuple[str, str], str | None]
) -> Iterable[str]:
    if doubt.regional or doubt.whose != "stated":
        yield ALL
    yield from filter(None, (doubt.agency_code, owners.get(key)))


def _kind(task: Task, each: ReadRow) -> str:
    return task.resources[each.stored.row.listing].kind


def _news(derived: Iterable[Derived]) -> set[str]:
    """Return the agencies with doubts, and those that had them."""
    return {code for each in derived for code in each.concerned | each.stored.concerned}


async def _keep(session: Session, task: Task, shapes: _Shapes, derived: Sequence[Derived]) -> None:
    listings = {
        name: KeptListing(+Counter(reader.told), shapes.doubts[name])
        for name, reader in shapes.readers.items()
    }
    await listing_store.save(session, task.source.code, listings)
    waiting = [each for each in derived if not each.is_settled]
    await row_store.settle(session, task.source.code, waiting, listings=task.resources.keys())


async def _in_thread(size: int, work: Callable[[], T]) -> T:
    """Read a few rows at once, and many in a thread, so that they delay nobody else."""
    return work() if size <= _MOST_INLINE else await to_thread.run_sync(work, limiter=JOBS)
