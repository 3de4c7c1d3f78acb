"""Offers in the database: added when they are made, changed once when they end."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import DateTime, Index, Text, text, update
from sqlmodel import Field, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from submission.agencies.store import AgencyRow
from submission.offers.domain import Offer, OfferSide, OfferState
from submission.tables import Table


class OfferRow(Table, table=True):
    """An offer. The agency that it is made to need not be entered yet."""

    __tablename__ = "agency_offer"
    __table_args__ = (
        Index("agency_offer_agency", "agency_code", "offer_id"),
        Index("agency_offer_parent", "parent_code", "offer_id"),
        Index(
            "agency_offer_once",
            "agency_code",
            "parent_code",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    offer_id: UUID = Field(primary_key=True)
    parent_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    agency_code: str = Field(sa_type=Text)
    note: str | None = Field(None, sa_type=Text)
    state: str = Field(sa_type=Text)
    offered_by: str = Field(sa_type=Text)
    offered_at: datetime = Field(sa_type=DateTime(timezone=True))
    ended_by: str | None = Field(None, sa_type=Text)
    ended_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


class NamedOffer(NamedTuple):
    """An offer, and what the agency that makes it is called."""

    offer: Offer
    parent_name: str

    @property
    def revision(self) -> int:
        """Return the number of the offer's changes."""
        return self.offer.revision


async def add(session: AsyncSession, offer: Offer) -> None:
    """Store a new offer."""
    session.add(
        OfferRow(
            offer_id=offer.offer_id,
            parent_code=offer.parent_code,
            agency_code=offer.agency_code,
            note=offer.note,
            state=offer.state,
            offered_by=offer.offered_by,
            offered_at=offer.offered_at,
            ended_by=offer.ended_by,
            ended_at=offer.ended_at,
        )
    )
    await session.flush()


async def find(session: AsyncSession, offer_id: UUID) -> NamedOffer | None:
    """Return an offer by its id."""
    query = _named().where(OfferRow.offer_id == offer_id)
    row = (await session.exec(query)).first()
    return None if row is None else NamedOffer(_offer_of(row[0]), row[1])


async def find_open(
    session: AsyncSession, agency_code: str, *, parent_code: str
) -> NamedOffer | None:
    """Return the open offer of one agency to another; there is one at most."""
    query = _named().where(
        OfferRow.agency_code == agency_code,
        OfferRow.parent_code == parent_code,
        OfferRow.state == "open",
    )
    row = (await session.exec(query)).first()
    return None if row is None else NamedOffer(_offer_of(row[0]), row[1])


async def after(
    session: AsyncSession,
    offer_id: UUID | None,
    *,
    agency_code: str,
    side: OfferSide | None,
    state: OfferState | None,
    limit: int,
) -> Sequence[NamedOffer]:
    """Return the offers that an agency made or received, oldest first, from behind one on."""
    made, received = (
        col(OfferRow.parent_code) == agency_code,
        col(OfferRow.agency_code) == agency_code,
    )
    sides = {"made": made, "received": received, None: or_(made, received)}
    query = _named().where(sides[side]).order_by(col(OfferRow.offer_id)).limit(limit)
    if offer_id is not None:
        query = query.where(col(OfferRow.offer_id) > offer_id)
    if state is not None:
        query = query.where(OfferRow.state == state)
    return [NamedOffer(_offer_of(row[0]), row[1]) for row in await session.exec(query)]


async def end(session: AsyncSession, ended: Offer) -> None:
    """Write how an open offer ended."""
    row = await session.get_one(OfferRow, ended.offer_id)
    row.state, row.ended_by, row.ended_at = ended.state, ended.ended_by, ended.ended_at
    await session.flush()


async def lapse(session: AsyncSession, agency_code: str, *, ended_at: datetime) -> None:
    """Let the other open offers to an agency lapse."""
    await session.exec(
        update(OfferRow)
        .where(col(OfferRow.agency_code) == agency_code, col(OfferRow.state) == "open")
        .values(state="lapsed", ended_at=ended_at)
    )


def _named() -> Select[OfferRow, str]:
    return select(OfferRow, AgencyRow.name).join(
        AgencyRow, col(AgencyRow.agency_code) == OfferRow.parent_code
    )


def _offer_of(row: OfferRow) -> Offer:
    return Offer(
        offer_id=row.offer_id,
        parent_code=row.parent_code,
        agency_code=row.agency_code,
        note=row.note,
        state=cast("OfferState", row.state),
        offered_by=row.offered_by,
        offered_at=row.offered_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
    )
