"""Merge what was delivered into the rows that are kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from integration.kept.domain.row import KeptRow, Outcome, Version, merged
from integration.kept.store import rows as store
from integration.kept.usecases.take_in import Intake
from kit.database import Session


class Merged(NamedTuple):
    """A row after a delivery, and what the delivery was."""

    row: KeptRow
    outcome: Outcome


async def merge(session: Session, code: str, given: Sequence[KeptRow]) -> list[Merged]:
    """Merge rows in their order, and return what became of each."""
    await store.lock(session, code)
    held = await store.find(session, code, {row.key for row in given})
    changed: dict[tuple[str, str], KeptRow] = {}
    results = []
    for row in given:
        before = changed.get(row.key) or held.get(row.key)
        after, outcome = merged(before, row)
        if after != before:
            changed[row.key] = after
        results.append(Merged(after, outcome))
    await store.save(session, code, changed.values())
    return results


async def merge_whole(
    session: Session, given: Sequence[KeptRow], intake: Intake, *, ended: bool = True
) -> None:
    """Merge a delivery of a whole listing: what it does not hold is gone.

    Unless it has rows that do not say their id: each of those that it does not hold may be one of
    them. Without an end (`ended`) it says nothing of what it does not hold. What came after the
    delivery was read is not touched.
    """
    code = intake.source.code
    await store.lock(session, code)
    held = {row.row_id: row for row in await store.live(session, code, intake.resource.key)}
    if ended:
        await merge_absence(session, given, intake, is_whole=True)
    fresh = [row for row in given if not _is_same(held.get(row.row_id), row)]
    await merge(session, code, [intake.checked(row)[0] for row in fresh])


async def merge_absence(
    session: Session, given: Sequence[KeptRow], intake: Intake, *, is_whole: bool
) -> None:
    """Let go what a delivery that is merged does not hold: of a part only rows without an id."""
    code = intake.source.code
    await store.lock(session, code)
    shown = {row.row_id for row in given}
    held = await store.live(session, code, intake.resource.key)
    missed = [row for row in held if row.row_id not in shown and (is_whole or row.anonymous)]
    await store.save(session, code, [*_missed(missed, given, intake)])


def _is_same(held: KeptRow | None, given: KeptRow) -> bool:
    if held is None or held.unlisted:
        return False
    before, after = held.version, given.version
    return (before.texts, before.revision) == (after.texts, after.revision)


def _missed(rows: Iterable[KeptRow], given: Iterable[KeptRow], intake: Intake) -> Iterator[KeptRow]:
    has_holes = any(row.anonymous for row in given)
    for row in rows:
        if row.version.as_of >= intake.as_of:
            continue
        if not has_holes or row.anonymous:
            yield _absent(row, intake)
        elif not row.unlisted:
            yield replace(row, unlisted=True)


def _absent(row: KeptRow, intake: Intake) -> KeptRow:
    gone = Version(
        texts=(),
        revision=row.version.revision,
        way=intake.way,
        as_of=intake.as_of,
        absent=True,
    )
    return merged(row, replace(row, version=gone, good=None, unlisted=False))[0]
