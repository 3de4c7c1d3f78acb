"""Keep what submission tells of quarters, and derive the facts of it.

It may come in any order and any number of times: an older revision of a quarter, or of a
recommendation, changes nothing.
"""

from collections.abc import Mapping, Sequence

from integration.facts.domain.transition import Moment, Scope, transitions
from integration.facts.events import ORIGIN, fact_observed
from integration.facts.store import facts as fact_store
from integration.followups import store
from integration.followups.domain import ADAPTER, RESOURCE, ToldQuarter, revision_of
from integration.records.domain.kinds import RECOMMENDATION
from integration.records.domain.record import Read, Record
from integration.records.store import records as record_store
from integration.sources.domain.source import OWN_CODE
from kit.clock import Clock
from kit.database import Session
from kit.ids import new_id
from kit.outbox import emit


async def keep_quarters(session: Session, told: Sequence[ToldQuarter], *, clock: Clock) -> None:
    """Apply the newest revision of each quarter, and emit the facts that changed."""
    newest: dict[tuple[str, str], ToldQuarter] = {}
    for quarter in told:
        held = newest.get(quarter.key)
        if held is None or held.revision < quarter.revision:
            newest[quarter.key] = quarter
    if not newest:
        return
    await record_store.lock(session, OWN_CODE)
    newer = await store.advance(session, [newest[key] for key in sorted(newest)])
    quarters = [newest[key] for key in sorted(newer)]
    if quarters:
        moment = Moment(run_id=new_id(), adapter=ADAPTER, at=clock.now())
        await _apply(session, quarters, moment)


async def _apply(session: Session, quarters: Sequence[ToldQuarter], moment: Moment) -> None:
    records = await _write_records(session, quarters, moment)
    codes = frozenset(quarter.agency_code for quarter in quarters)
    facts = list(
        transitions(
            await fact_store.states(session, OWN_CODE, codes),
            [quarter.observation(records) for quarter in quarters],
            # Other quarters stay as they are.
            scope=Scope(agency_codes=codes, years=frozenset()),
            moment=moment,
        )
    )
    await fact_store.write(session, OWN_CODE, facts)
    await emit(session, [fact_observed(OWN_CODE, fact) for fact in facts], source=ORIGIN)


async def _write_records(
    session: Session, quarters: Sequence[ToldQuarter], moment: Moment
) -> Mapping[str, Record]:
    """Write the recommendations that are newer than what is kept; return the newest of all."""
    told: dict[str, Record] = {}
    for quarter in quarters:
        for each in quarter.due:
            held = told.get(each.recommendation_id)
            if held is None or revision_of(held) < each.revision:
                told[each.recommendation_id] = each.record()
    present = await record_store.present(session, OWN_CODE, RECOMMENDATION, told.keys())
    newer = [
        record
        for record_id, record in told.items()
        if record_id not in present or revision_of(present[record_id]) < revision_of(record)
    ]
    read = Read(moment.run_id, None, ADAPTER)
    await record_store.write(session, OWN_CODE, {RESOURCE: newer}, read=read, at=moment.at)
    return await record_store.present(session, OWN_CODE, RECOMMENDATION, told.keys())
