"""Hold the self-assessments of a campaign against what was decided at the end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from anyio import to_thread

from kit.auth import Principal
from kit.database import Session
from kit.threads import TRIALS
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assessments.domain.completeness import natural
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.usecases.find import find_campaign
from submission.disagreement.domain.figures import Group, group_of
from submission.disagreement.domain.levels import Pair, pairs_of
from submission.disagreement.usecases.survey import Survey, outline_of, survey_of
from submission.progress.store import parts
from submission.progress.store.parts import PartRow

T = TypeVar("T")
# Of a pair: its agency, and which of the agency's it is.
Position = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Of which agency and indicator; None: of all. The criteria of an indicator are chosen too."""

    agency_code: str | None = None
    indicator_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All pairs of a campaign within reach; `stages`: the first and the last, which are compared.

    `final_count`: of `assessment_count` assessments, how many have their last stage closed.
    """

    first_stage: str
    last_stage: str
    assessment_count: int
    final_count: int
    all: Group


async def compare_all(session: Session, campaign_code: str, principal: Principal) -> Comparison:
    """Return what all pairs within reach say together.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    found = await _survey(session, campaign_code, principal)
    stages = found.outline.stages
    return Comparison(
        first_stage=stages[0],
        last_stage=stages[-1],
        assessment_count=len(found.parts),
        final_count=sum(stages[-1] in part.closed for part in found.parts),
        all=await in_thread(lambda: group_of(None, _pairs(found))),
    )


async def compare_agencies(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    after: str | None,
    limit: int | None,
) -> Sequence[Group]:
    """Return what the pairs of each agency within reach say, in order of their codes.

    Raises:
        NotFound: As `compare_all`.
    """
    found = await _survey(session, campaign_code, principal, after=after, limit=limit)
    return await in_thread(lambda: _by_agency(found))


async def compare_indicators(
    session: Session, campaign_code: str, principal: Principal
) -> Sequence[Group]:
    """Return what the pairs of each indicator and criterion say, in the order of their codes.

    Raises:
        NotFound: As `compare_all`.
    """
    found = await _survey(session, campaign_code, principal)
    return await in_thread(lambda: _by_indicator(found))


async def compare_groups(
    session: Session, campaign_code: str, principal: Principal
) -> tuple[Sequence[Group], Sequence[Group]]:
    """Return what `compare_agencies` says of all agencies, and what `compare_indicators` says.

    Raises:
        NotFound: As `compare_all`.
    """
    found = await _survey(session, campaign_code, principal)
    return await in_thread(lambda: (_by_agency(found), _by_indicator(found)))


async def compare_levels(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    of: Chosen,
    begin: Position | None = None,
    limit: int | None = None,
) -> Sequence[tuple[Position, Pair]]:
    """Return pairs of the agencies within reach with their positions, by agency and indicator.

    `begin`: the position behind which they begin; `limit`: how many at most.

    Raises:
        NotFound: As `compare_all`.
    """
    present = await find_campaign(session, campaign_code, principal)
    rows = [
        row
        for row in await _rows(session, present, principal)
        if of.agency_code in (None, row.agency_code)
        and (begin is None or row.agency_code >= begin[0])
    ]
    if limit is not None and of.indicator_code is None:
        # Every agency has a pair of each indicator; one of the first may have been told already.
        rows = rows[: limit // len((await outline_of(session, present)).indicators) + 2]
    found = await survey_of(session, present, rows)
    numbered = await in_thread(lambda: [*_numbered(found, of)])
    return [each for each in numbered if begin is None or each[0] > begin][:limit]


async def indicators_of(
    session: Session, campaign_code: str, principal: Principal
) -> Sequence[str]:
    """Return the indicators of a campaign in their order, each with its criteria behind it.

    Raises:
        NotFound: As `compare_all`.
    """
    present = await find_campaign(session, campaign_code, principal)
    outline = await outline_of(session, present)
    return [each for code, criteria in outline.indicators for each in (code, *criteria)]


async def in_thread(compute: Callable[[], T]) -> T:
    """Return what is computed where it holds up no other request."""
    return await to_thread.run_sync(compute, limiter=TRIALS)


def _by_agency(found: Survey) -> Sequence[Group]:
    return [group_of(part.agency_code, pairs_of(part, found.outline)) for part in found.parts]


def _by_indicator(found: Survey) -> Sequence[Group]:
    by_code: dict[str, list[Pair]] = {}
    for pair in _pairs(found):
        by_code.setdefault(pair.indicator_code, []).append(pair)
    return [group_of(code, by_code[code]) for code in sorted(by_code, key=natural)]


def _pairs(found: Survey) -> Iterator[Pair]:
    for part in found.parts:
        yield from pairs_of(part, found.outline)


def _numbered(found: Survey, of: Chosen) -> Iterator[tuple[Position, Pair]]:
    code = of.indicator_code
    codes = {
        code,
        *(each for own, below in found.outline.indicators if own == code for each in below),
    }
    for part in found.parts:
        for number, pair in enumerate(pairs_of(part, found.outline)):
            if code is None or pair.indicator_code in codes:
                yield (part.agency_code, number), pair


async def _survey(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    after: str | None = None,
    limit: int | None = None,
) -> Survey:
    present = await find_campaign(session, campaign_code, principal)
    rows = await _rows(session, present, principal, after=after, limit=limit)
    return await survey_of(session, present, rows)


async def _rows(
    session: Session,
    present: KeptCampaign,
    principal: Principal,
    *,
    after: str | None = None,
    limit: int | None = None,
) -> Sequence[PartRow]:
    root = AGENCIES.root_of(principal)
    return await parts.parts(
        session, present.campaign.code, root_code=root, after=after, limit=limit
    )
