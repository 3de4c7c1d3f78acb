"""Moments of what is recorded, and the parameter `as_of`, which asks what was known at one of them.

All that a transaction records has one moment, by the database's clock and not by that of a process,
taken when the transaction already counts as one that writes. So no moment lies before the beginning
of its transaction, and what is recorded up to the beginning of the oldest open one is settled.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Protocol

from fastapi import Depends, Query
from pydantic import AfterValidator
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.clock import Clock, SystemClock
from kit.database._database import ReadSessionDep, raw
from kit.errors import Conflict, Invalid
from kit.fields import Instant, refused
from rules.refusal import Refusal
from rules.text import Text

# The transaction has an id, which others see, before the clock is read.
_MOMENT: Final = "SELECT clock_timestamp() FROM pg_current_xact_id()"
# The time of the statement is that before it looks around. A standby does not know what is open.
_SETTLED: Final = """
SELECT statement_timestamp(), CASE WHEN NOT pg_is_in_recovery() THEN
  least(statement_timestamp(), min(xact_start)) - interval '1 microsecond' END
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
  AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""
# Nothing was recorded before; beyond lie instants that no database takes.
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)


class RecordingClock(Clock, Protocol):
    """A clock that also says when a transaction records something."""

    async def moment(self, session: Any) -> datetime:
        """Return the moment of what the session's transaction records from now on."""


@dataclass(frozen=True, slots=True)
class DatabaseClock(SystemClock):
    """The clock of the machine; what is recorded has the time of the database."""

    async def moment(self, session: AsyncSession) -> datetime:
        """Return the database's time, once the transaction counts as one that writes."""
        found: datetime = await (await raw(session)).fetchval(_MOMENT)
        return found


def _not_before_the_first(instant: datetime) -> datetime:
    if instant < _FIRST:
        raise refused(
            Text("paling awal 1970-01-01T00:00:00Z", "must not be before 1970-01-01T00:00:00Z")
        )
    return instant


async def _moment(
    session: ReadSessionDep,
    as_of: Annotated[
        Annotated[Instant, AfterValidator(_not_before_the_first)] | None,
        Query(
            description="Answer with what was known at this moment",
            examples=["2026-03-01T00:00:00Z"],
        ),
    ] = None,
) -> datetime | None:
    """Return the moment that is asked about.

    Raises:
        Conflict: A transaction that is open now may still record something before it.
        Invalid: It lies in the future.
    """
    if as_of is None:
        return None
    now, settled = await _settled(session)
    if as_of > now:
        raise Invalid(
            Text("Saat itu belum tiba.", "That moment is yet to come."),
            errors=[Refusal("query/as_of", Text("ada di masa depan", "lies in the future"))],
        )
    if settled is None or as_of > settled:
        raise Conflict(
            Text(
                "Keadaan pada saat itu belum pasti: masih ada perubahan yang sedang disimpan."
                " Coba lagi sebentar lagi.",
                "That moment is not settled yet: a change is still being stored."
                " Try again in a moment.",
            ),
            errors=[Refusal("query/as_of", Text("belum pasti", "is not settled yet"))],
            headers={"Retry-After": "1"},
            extra={"settled_until": None if settled is None else settled.isoformat()},
        )
    return as_of


Moment = Annotated[datetime | None, Depends(_moment)]


async def _settled(session: AsyncSession) -> tuple[datetime, datetime | None]:
    """Return the database's time, and the last moment at which nothing more can be recorded.

    Whatever commits after this is of a later moment, or was open and is counted. So this looks
    before the session does: with its first statement the session sees one state for good.
    """
    connection = await session.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None or driver.is_in_transaction():
        raise RuntimeError("a moment is asked for before anything is read")
    return tuple(await driver.fetchrow(_SETTLED))
