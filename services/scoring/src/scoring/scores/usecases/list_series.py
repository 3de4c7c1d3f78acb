"""List an agency's scores over the years, with every change of the edition as a break."""

from collections.abc import Sequence
from typing import NamedTuple

from kit.auth import Principal
from kit.database import Session
from rules.edition import Edition
from scoring.scores.store import heads
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import read_states
from scoring.state.domain.assessment import Assessment
from scoring.state.store import agency
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import check_reach
from scoring.state.usecases.load import known_editions


class Point(NamedTuple):
    """A score in a series. `is_break`: it cannot be compared with the one before it."""

    head: ScoreHead
    state: Assessment
    edition: Edition
    is_break: bool


class Series(NamedTuple):
    """Points, the oldest first; `merged`: agencies taken over from that are in no common series."""

    points: Sequence[Point]
    merged: Sequence[str]


async def list_series(
    session: Session,
    principal: Principal,
    agency_code: str,
    instrument_code: str,
    *,
    limit: int,
    memory: Memory,
) -> Series:
    """Return the newest scores of an agency on an instrument, the oldest of them first.

    The series goes on into that of its only predecessor, and of that one's.

    Raises:
        NotFound: There is no such agency within reach.
    """
    await check_reach(session, principal, agency_code, pointer="agency_code")
    lineage = await agency.lineage(session, agency_code)
    codes = await heads.editions_of(session, lineage.codes)
    editions = {
        code: edition
        for code, edition in (await known_editions(session, codes, memory)).items()
        if edition.instrument_code == instrument_code
    }
    found = await heads.series(session, lineage.codes, editions, limit=limit)
    states = await read_states(session, found, memory)
    before = [None, *(head.opening.edition_code for head in found)]
    points = [
        Point(
            head,
            states[head.opening.assessment_id],
            editions[head.opening.edition_code],
            code is not None and code != head.opening.edition_code,
        )
        for head, code in zip(found, before, strict=False)
    ]
    return Series(points, lineage.merged)
