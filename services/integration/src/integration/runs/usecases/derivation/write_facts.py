"""Derive the facts of agencies from their records, and store those that changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from integration.agencies import store as agency_store
from integration.facts.domain.fact import Fact
from integration.facts.domain.observers import facts_told_by, observe
from integration.facts.domain.transition import Moment, Scope, transitions
from integration.facts.store import facts as fact_store
from integration.reading.domain.listing_content import ListingContent
from integration.reconciliation.store import marks
from integration.records.domain.days import Today
from integration.records.domain.unreadable import UnreadableRow
from integration.records.store import records as record_store
from integration.runs.usecases.claim import Claim
from integration.sources.domain.state import SourceState
from kit.database import Session
from kit.observe import get_logger


@dataclass(frozen=True, slots=True)
class Changes:
    """How many records a reading changed, and the agencies whose facts are derived again."""

    added: int
    changed: int
    gone: int
    agency_codes: frozenset[str]
    all_agencies: bool

    @property
    def records(self) -> int:
        """Return how many records changed."""
        return self.added + self.changed + self.gone

    def counts(self, contents: Sequence[ListingContent]) -> dict[str, int]:
        """Return what became of the records of the rows that could be read."""
        read = sum(len(item.records or ()) for item in contents)
        return {
            "records_added": self.added,
            "records_changed": self.changed,
            "records_unchanged": max(0, read - self.added - self.changed),
            "records_gone": self.gone,
        }


async def write_facts(
    session: Session,
    claim: Claim,
    changes: Changes,
    *,
    unreadable: Sequence[UnreadableRow],
    moment: Moment,
) -> list[Fact]:
    """Write and return the facts that changed; the agencies concerned are compared again."""
    facts = await _written(session, claim, changes, unreadable=unreadable, moment=moment)
    again = claim.source.agency_codes if changes.all_agencies else changes.agency_codes
    await marks.mark(session, {*again, *(fact.key.agency_code for fact in facts)})
    return facts


async def _written(
    session: Session,
    claim: Claim,
    changes: Changes,
    *,
    unreadable: Sequence[UnreadableRow],
    moment: Moment,
) -> list[Fact]:
    """Write the facts that changed.

    Nothing is observed of agencies that are not there today, or never had a record in the source.
    """
    code, mapped, today = claim.source.code, claim.source.agency_codes, today_of(claim, moment.at)
    lives = await agency_store.lives(session, mapped)
    idle = {each for each, life in lives.items() if not life.is_there_on(today.day)}
    if not changes.all_agencies and not changes.agency_codes and not idle:
        return []
    # Whose a row is that does not say it, the records of all tell.
    everybody = changes.all_agencies or any(row.whose != "stated" for row in unreadable)
    agencies = mapped if everybody else changes.agency_codes & mapped | idle
    records = await record_store.load(session, code, agencies)
    states = await fact_store.states(session, code, None if everybody else agencies)
    told = {key.agency_code for key in states}
    known = {item.agency_code for item in records} | told
    _warn_without_records(code, agencies - known - idle)
    observed = observe(
        claim.source,
        agencies & known - idle,
        records=records,
        opened=await record_store.opened(session, code),
        unreadable=unreadable,
        today=today,
        begun_on={each: life.first for each, life in lives.items()},
    )
    lives |= await agency_store.lives(session, told - mapped)
    years, answered = frozenset(claim.source.years), facts_told_by(claim.source)
    scope = Scope(mapped, years, lives, today.day, answered)
    facts = list(transitions(states, observed, scope=scope, moment=moment))
    await fact_store.write(session, code, facts)
    return facts


def _warn_without_records(code: str, agencies: Collection[str]) -> None:
    """Tell of agencies without any record: their units were probably mapped by mistake."""
    if agencies:
        get_logger().warning("agencies_without_records", source=code, found=sorted(agencies))


def is_stale(claim: Claim, state: SourceState, at: datetime) -> bool:
    """Say whether all facts have to be derived again, even if no record changed.

    With a new day something may have come that lay ahead.
    """
    if not claim.current or state.health != "up" or state.last_success_at is None:
        return True
    if claim.is_aside:
        return True
    return today_of(claim, at).day != today_of(claim, state.last_success_at).day


def today_of(claim: Claim, at: datetime) -> Today:
    """Return the day of an instant where the source is."""
    return Today.at(at, claim.source.options.timezone)
