"""List an agency's scores over the years, with every change of the edition as a break.

It breaks too where the agency took another one in.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from rules.edition import Edition
from rules.lives import Life
from rules.period import PeriodKind, parse_period
from rules.succession import Takeover, codes_of, parting
from scoring.scores.store import heads
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import read_states
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.opening import Opening
from scoring.state.store import agency
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import check_reach_of_successors
from scoring.state.usecases.load import known_editions


class Point(NamedTuple):
    """A score in a series. `is_break`: it cannot be compared with the one before it."""

    head: ScoreHead
    state: Assessment
    edition: Edition
    is_break: bool


class Series(NamedTuple):
    """Points, the oldest first, and the agencies that are in no common series with them.

    `merged`: of those that it began from, if they were several; `takeovers`: those that were taken
    in later. `names`: of all of them. `life`: the days of the agency itself.
    """

    points: Sequence[Point]
    merged: Sequence[str]
    takeovers: Sequence[Takeover]
    names: Mapping[str, str]
    life: Life | None

    @property
    def predecessor_codes(self) -> list[str]:
        """Return whose series stand apart from this one."""
        return [*dict.fromkeys((*self.merged, *(each.agency_code for each in self.takeovers)))]


async def list_series(
    session: Session,
    principal: Principal,
    agency_code: str,
    instrument_code: str,
    *,
    period_kind: PeriodKind | None,
    limit: int,
    memory: Memory,
) -> Series:
    """Return the newest scores of an agency on an instrument, the oldest of them first.

    `period_kind`: only those of months, quarters or years. Without it each kind is a series of its
    own: no month breaks that of the quarters.

    The series goes on into that of the only predecessor that it began from, and of that one's.
    Whoever reads an agency reads the series of those that it took over from too.

    Raises:
        NotFound: There is no such agency within reach.
    """
    await check_reach_of_successors(session, principal, agency_code, pointer="agency_code")
    lineage = await agency.lineage(session, agency_code)
    codes = await heads.editions_of(session, lineage.codes)
    editions = {
        code: each
        for code, each in (await known_editions(session, codes, memory)).items()
        if each.instrument_code == instrument_code and period_kind in (None, each.period_kind)
    }
    found = await heads.series(session, lineage.codes, editions, limit=limit)
    states = await read_states(session, found, memory)
    points = [*_points(found, states, editions, lineage.takeovers)]
    names = await agency.names(session, [*lineage.merged, *codes_of(lineage.takeovers)])
    life = (await agency.lives(session, [agency_code])).get(agency_code)
    return Series(points, lineage.merged, lineage.takeovers, names, life)


def _points(
    found: Sequence[ScoreHead],
    states: Mapping[UUID, Assessment],
    editions: Mapping[str, Edition],
    takeovers: Sequence[Takeover],
) -> Iterator[Point]:
    breaks = _breaks([head.opening for head in found], takeovers)
    for head, is_break in zip(found, breaks, strict=True):
        opening = head.opening
        state, edition = states[opening.assessment_id], editions[opening.edition_code]
        yield Point(head, state, edition, is_break)


def _breaks(openings: Sequence[Opening], takeovers: Sequence[Takeover]) -> Iterator[bool]:
    """Yield of each whether it cannot be compared with the one of its kind before it."""
    last: dict[PeriodKind, Opening] = {}
    for opening in openings:
        period = parse_period(opening.period)
        before = last.get(period.kind)
        last[period.kind] = opening
        yield before is not None and (
            before.edition_code != opening.edition_code
            or bool(parting(takeovers, parse_period(before.period), period))
        )
