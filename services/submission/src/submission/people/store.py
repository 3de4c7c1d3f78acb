"""People in the database: one row each."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import DateTime, Index, Text, delete, or_
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import subtree
from submission.people.domain import Person, PersonRevision
from submission.tables import Table


class PersonRow(Table, table=True):
    """A person in their present state."""

    __tablename__ = "person"
    __table_args__ = (Index("person_agency", "agency_code", "subject"),)

    subject: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    name: str = Field(sa_type=Text)
    position: str | None = Field(None, sa_type=Text)
    valid_from: date
    valid_until: date | None = None
    revision: int
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))


class PersonPlaceRow(Table, table=True):
    """Where a person worked before the agency that their record names now."""

    __tablename__ = "person_place"

    subject: str = Field(primary_key=True, sa_type=Text)
    valid_until: date = Field(primary_key=True)
    valid_from: date
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")


class ReorganisedPersonRow(Table, table=True):
    """Where and how long a person worked before a reorganisation from the day `day` on."""

    __tablename__ = "person_reorganised"

    subject: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(primary_key=True, sa_type=Text, foreign_key="agency.agency_code")
    day: date = Field(primary_key=True)
    valid_from: date
    valid_until: date | None = None


async def find(session: AsyncSession, subject: str, *, lock: bool = False) -> PersonRevision | None:
    """Return a person, wherever they work; `lock`: nobody else changes them meanwhile."""
    query = select(PersonRow).where(PersonRow.subject == subject)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _revision_of(row)


async def find_all(session: AsyncSession, subjects: Collection[str]) -> list[Person]:
    """Return those of `subjects` who are recorded, wherever they work."""
    query = select(PersonRow).where(col(PersonRow.subject).in_(subjects))
    return [_person_of(row) for row in await session.exec(query)]


async def within(
    session: AsyncSession, subjects: Collection[str], *, root_code: str
) -> Mapping[str, Person]:
    """Return those of `subjects` who work in a subtree."""
    query = select(PersonRow).where(
        col(PersonRow.subject).in_(subjects), col(PersonRow.agency_code).in_(subtree(root_code))
    )
    return {row.subject: _person_of(row) for row in await session.exec(query)}


async def after(
    session: AsyncSession,
    subject: str | None,
    *,
    root_code: str,
    agency_code: str | None,
    limit: int,
) -> list[PersonRevision]:
    """Return people of a subtree in order of their subjects, from behind `subject` on."""
    query = (
        select(PersonRow)
        .where(col(PersonRow.agency_code).in_(subtree(root_code)))
        .order_by(col(PersonRow.subject))
        .limit(limit)
    )
    if subject is not None:
        query = query.where(col(PersonRow.subject) > subject)
    if agency_code is not None:
        query = query.where(PersonRow.agency_code == agency_code)
    return [_revision_of(row) for row in await session.exec(query)]


async def of_agencies(
    session: AsyncSession, codes: Collection[str], *, day: date
) -> list[PersonRevision]:
    """Return who works in agencies on a day or later, in order of their subjects."""
    until = col(PersonRow.valid_until)
    query = (
        select(PersonRow)
        .where(col(PersonRow.agency_code).in_(codes), or_(until.is_(None), until >= day))
        .order_by(col(PersonRow.subject))
    )
    return [_revision_of(row) for row in await session.exec(query)]


async def keep_place(session: AsyncSession, person: Person, *, until: date) -> None:
    """Keep where a person worked until a day."""
    await session.merge(
        PersonPlaceRow(
            subject=person.subject,
            valid_until=until,
            valid_from=person.valid_from,
            agency_code=person.agency_code,
        )
    )
    await session.flush()


async def keep_before(session: AsyncSession, person: Person, *, day: date) -> None:
    """Keep where and how long a person worked before a reorganisation of their agency."""
    await session.merge(
        ReorganisedPersonRow(
            subject=person.subject,
            agency_code=person.agency_code,
            day=day,
            valid_from=person.valid_from,
            valid_until=person.valid_until,
        )
    )
    await session.flush()


async def before(
    session: AsyncSession, codes: Collection[str], *, day: date
) -> list[tuple[PersonRevision, Person]]:
    """Return whom a reorganisation of agencies concerns: as they are, and as they were before."""
    kept = ReorganisedPersonRow
    query = (
        select(PersonRow, kept)
        .join(kept, col(kept.subject) == PersonRow.subject)
        .where(col(kept.agency_code).in_(codes), kept.day == day)
        .order_by(col(PersonRow.subject))
    )
    found: list[tuple[PersonRevision, Person]] = []
    for row, earlier in await session.exec(query):
        now = _revision_of(row)
        then = replace(
            now.person,
            agency_code=earlier.agency_code,
            valid_from=earlier.valid_from,
            valid_until=earlier.valid_until,
        )
        found.append((now, then))
    return found


async def forget_before(session: AsyncSession, person: Person, *, day: date) -> None:
    """Forget what was kept of a person for a reorganisation that was taken back.

    `person`: as they were before.
    """
    place, kept = PersonPlaceRow, ReorganisedPersonRow
    await session.exec(
        delete(place).where(
            col(place.subject) == person.subject,
            col(place.agency_code) == person.agency_code,
            col(place.valid_until) == day - timedelta(days=1),
        )
    )
    await session.exec(
        delete(kept).where(
            col(kept.subject) == person.subject,
            col(kept.agency_code) == person.agency_code,
            col(kept.day) == day,
        )
    )


async def earlier_place(session: AsyncSession, subject: str, day: date) -> str | None:
    """Return the agency of a person on a day before their record begins, if it is known."""
    query = select(PersonPlaceRow.agency_code).where(
        PersonPlaceRow.subject == subject,
        PersonPlaceRow.valid_from <= day,
        PersonPlaceRow.valid_until >= day,
    )
    return (await session.exec(query)).first()


async def save(session: AsyncSession, changed: PersonRevision, *, changed_by: str) -> None:
    """Write a person's new state over the old one, or as the first one."""
    person = changed.person
    await session.merge(
        PersonRow(
            subject=person.subject,
            agency_code=person.agency_code,
            name=person.name,
            position=person.position,
            valid_from=person.valid_from,
            valid_until=person.valid_until,
            revision=changed.revision,
            changed_by=changed_by,
            changed_at=changed.changed_at,
        )
    )
    await session.flush()


async def remove(session: AsyncSession, subject: str) -> None:
    """Forget a person, with where they worked: their name is kept nowhere else."""
    for kept in (PersonPlaceRow, ReorganisedPersonRow):
        await session.exec(delete(kept).where(col(kept.subject) == subject))
    await session.exec(delete(PersonRow).where(col(PersonRow.subject) == subject))


def _revision_of(row: PersonRow) -> PersonRevision:
    return PersonRevision(person=_person_of(row), revision=row.revision, changed_at=row.changed_at)


def _person_of(row: PersonRow) -> Person:
    return Person(
        subject=row.subject,
        agency_code=row.agency_code,
        name=row.name,
        position=row.position,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
