"""Set a target, withdraw it, and judge it by the score that there is.

The structure, the year's scores and the target are locked in this order, as in a batch: so no
score moves between its reading and the target's commit, and none that is new is overlooked.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Unprocessable, missing
from kit.outbox import emit
from kit.web import etag, require_match, seen_revisions
from rules.edition import Edition
from rules.exact import Number, parse, text_of
from rules.refusal import Refusal
from rules.text import Text
from scoring.state.events.scores import SOURCE
from scoring.state.store import score, structure
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import check_reach
from scoring.state.usecases.load import load_editions, read_assessments
from scoring.targets import store
from scoring.targets.domain import NOTHING_KNOWN, Target, TargetKey, can_reach, has_node, judge
from scoring.targets.usecases.judge import deciding_of, turned


@dataclass(frozen=True, slots=True)
class Setting:
    """What somebody wants of a target; a value of None withdraws it."""

    key: TargetKey
    value: str | None
    if_match: str | None


async def find_target(session: Session, key: TargetKey, principal: Principal) -> Target | None:
    """Return a target; None: it was never set.

    Raises:
        NotFound, Forbidden: As for a score of the agency.
    """
    await check_reach(session, principal, key.agency_code, pointer="path/agency_code")
    return await store.find(session, key)


async def set_target(
    session: Session, wanted: Setting, principal: Principal, *, memory: Memory, clock: Clock
) -> Target:
    """Return the target as it is now. The same value again changes nothing.

    Raises:
        NotFound, Forbidden: As for a score of the agency; or no edition has such a node.
        PreconditionRequired, PreconditionFailed: It does not start from the present target.
        Unprocessable: The value can never be reached.
    """
    key = wanted.key
    await check_reach(session, principal, key.agency_code, pointer="path/agency_code")
    await structure.lock_to_read(session)
    value = None if wanted.value is None else parse(wanted.value)
    if value is not None:
        _check_value(await _editions(session, key, memory), key.node_code, value)
    await score.lock(session, await store.in_year(session, key.agency_code, key.year), new=False)
    at = clock.now()
    present = await store.lock(session, key, set_by=principal.subject, at=at)
    written = None if value is None else text_of(value)
    seen = seen_revisions(wanted.if_match)
    # Whoever repeats a change that was made holds the ETag from before it.
    is_repeated = seen is not None and seen.include_one_until(present.revision, first=0)
    if present.value == written and is_repeated:
        return present
    require_match(wanted.if_match, etag(present.revision), asdict(present))
    changed = replace(
        present,
        value=written,
        revision=present.revision + 1,
        set_by=principal.subject,
        set_at=at,
    )
    return await _judge(session, changed, memory, clock=clock)


async def _judge(session: Session, row: Target, memory: Memory, *, clock: Clock) -> Target:
    """Judge a target that was set, write it and announce what it is, if that is new."""
    year = row.agency_code, row.instrument_code, row.year
    deciding = (await deciding_of(session, [year], memory)).get(year)
    judgement = NOTHING_KNOWN
    if deciding is not None and row.value is not None:
        states = await read_assessments(session, [deciding], memory)
        judgement = judge(states[0][0], row.node_code, parse(row.value))
    judged, event = turned(row, deciding if row.value else None, judgement, row.set_at)
    await store.write(session, [judged])
    if event is not None:
        await emit(session, [event], source=SOURCE, clock=clock)
    return judged


async def _editions(session: Session, key: TargetKey, memory: Memory) -> Sequence[Edition]:
    """Return the known editions of the instrument that have the node."""
    codes = await store.edition_codes(session)
    await load_editions(session, codes, memory)
    known = [memory.editions[code].edition for code in codes]
    of_instrument = [each for each in known if each.instrument_code == key.instrument_code]
    if not of_instrument:
        raise missing(
            "path/instrument_code",
            Text(
                f"Instrumen {key.instrument_code} tidak ada.",
                f"There is no instrument {key.instrument_code}.",
            ),
        )
    found = [each for each in of_instrument if has_node(each, key.node_code)]
    if not found:
        raise missing(
            "path/node_code",
            Text(
                f"Instrumen {key.instrument_code} tidak memuat {key.node_code}.",
                f"The instrument {key.instrument_code} has no {key.node_code}.",
            ),
        )
    return found


def _check_value(editions: Sequence[Edition], node_code: str, value: Number) -> None:
    if not any(can_reach(each, node_code, value) for each in editions):
        raise Unprocessable(
            Text(
                f"Nilai {text_of(value)} berada di luar skala.",
                f"The value {text_of(value)} is off the scale.",
            ),
            errors=[Refusal("/value", Text("di luar skala", "is off the scale"))],
        )
