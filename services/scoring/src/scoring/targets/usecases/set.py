"""Set a target, withdraw it, and judge it by the score that there is.

The structure, the year's scores and the target are locked in this order, as in a batch: so no
score moves between its reading and the target's commit, and none that is new is overlooked.
"""

from collections.abc import Sequence
from dataclasses import replace

from kit.auth import Principal
from kit.awaited import awaiting
from kit.clock import Clock
from kit.database import Session
from kit.errors import Unprocessable, missing
from rules.edition import Edition
from rules.exact import Number, parse, text_of
from rules.refusal import Refusal
from rules.text import Text
from scoring.state.store import agency, score, structure
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import check_reach
from scoring.state.usecases.load import load_editions, read_assessments
from scoring.targets import store
from scoring.targets.domain import (
    NOTHING_KNOWN,
    Target,
    TargetKey,
    can_reach,
    has_node,
    judge,
    judged_by,
)
from scoring.targets.usecases.judge import deciding_of, emit_turns


async def find_target(session: Session, key: TargetKey, principal: Principal) -> Target | None:
    """Return a target; None: it was never set.

    Raises:
        NotFound: As for a score of the agency.
    """
    await check_reach(session, principal, key.agency_code, pointer="agency_code")
    return await store.find(session, key)


async def hold_target(
    session: Session,
    key: TargetKey,
    value: Number | None,
    principal: Principal,
    *,
    memory: Memory,
    clock: Clock,
) -> Target:
    """Lock a target until the commit and return it; `value` is what it is to become.

    Raises:
        NotFound: As for a score of the agency; or no edition has such a node.
        Unprocessable: The value can never be reached, or the agency is not assessed.
    """
    await check_reach(session, principal, key.agency_code, pointer="agency_code")
    await structure.lock_to_read(session)
    if value is not None:
        await _check_assessed(session, key.agency_code)
        _check_value(await _editions(session, key, memory), key.node_code, value)
    await score.lock(session, await store.in_year(session, key.agency_code, key.year), new=False)
    return await store.lock(session, key, set_by=principal.subject, at=clock.now())


async def set_target(
    session: Session,
    present: Target,
    value: Number | None,
    principal: Principal,
    *,
    memory: Memory,
    clock: Clock,
) -> Target:
    """Give a locked target another value, judge it and return it; None withdraws it."""
    changed = replace(
        present,
        value=None if value is None else text_of(value),
        revision=present.revision + 1,
        set_by=principal.subject,
        set_at=clock.now(),
        carried_from=None,
    )
    return await _judge(session, changed, memory, clock=clock)


async def _judge(session: Session, row: Target, memory: Memory, *, clock: Clock) -> Target:
    """Judge a target that was set, write it, and emit that it turned if it did."""
    year = row.agency_code, row.instrument_code, row.year
    deciding = (await deciding_of(session, [year], memory)).get(year)
    judgement = NOTHING_KNOWN
    if deciding is not None and row.value is not None:
        states = await read_assessments(session, [deciding], memory)
        judgement = judge(states[0][0], row.node_code, parse(row.value))
    judged = judged_by(row, deciding if row.value else None, judgement, row.set_at)
    await store.write(session, [judged.target])
    await emit_turns(session, [judged], clock=clock, at=row.set_at)
    return judged.target


async def _editions(session: Session, key: TargetKey, memory: Memory) -> Sequence[Edition]:
    """Return the known editions of the instrument that have the node."""
    codes = await store.edition_codes(session)
    await load_editions(session, codes, memory)
    known = [memory.editions[code].edition for code in codes]
    of_instrument = [each for each in known if each.instrument_code == key.instrument_code]
    if not of_instrument:
        unknown = missing(
            "instrument_code",
            Text(
                f"Instrumen {key.instrument_code} tidak ada.",
                f"There is no instrument {key.instrument_code}.",
            ),
        )
        raise awaiting(unknown, f"editions?limit=1&instrument={key.instrument_code}")
    found = [each for each in of_instrument if has_node(each, key.node_code)]
    if not found:
        raise missing(
            "node_code",
            Text(
                f"Instrumen {key.instrument_code} tidak memuat {key.node_code}.",
                f"The instrument {key.instrument_code} has no {key.node_code}.",
            ),
        )
    return found


async def _check_assessed(session: Session, code: str) -> None:
    if not await agency.is_assessed(session, code):
        raise Unprocessable(
            Text(
                f"{code} tidak dinilai, sehingga tidak dapat mempunyai target.",
                f"{code} is not assessed, so it can have no target.",
            ),
            errors=[Refusal("agency_code", Text("tidak dinilai", "is not assessed"))],
        )


def _check_value(editions: Sequence[Edition], node_code: str, value: Number) -> None:
    if not any(can_reach(each, node_code, value) for each in editions):
        raise Unprocessable(
            Text(
                f"Nilai {text_of(value)} berada di luar skala.",
                f"The value {text_of(value)} is off the scale.",
            ),
            errors=[Refusal("/value", Text("di luar skala", "is off the scale"))],
        )
