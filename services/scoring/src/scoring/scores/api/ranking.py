"""The ranking of a campaign's agencies: exact, with ties, trends and targets."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.fields import ONE_LINE, TextView
from kit.web import Page, PagingDep
from rules.exact import Number, announce, parse, text_of
from scoring.scores.api import schemas as scores
from scoring.scores.api.views import item
from scoring.scores.usecases.find_trends import Trend
from scoring.scores.usecases.rank import Ranked, Ranking, rank_campaign
from scoring.state.api import schemas
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.memory import memory_of
from scoring.state.api.responses import NOT_FOUND
from scoring.state.api.tracks import check_track

router = APIRouter(prefix="/api/v1/rankings", tags=["scores"], route_class=AddressedRoute)

CampaignCode = Annotated[
    str,
    Path(min_length=1, max_length=100, description="Code of a campaign", examples=["kinerja-11"]),
    ONE_LINE,
]
TrackQuery = Annotated[
    schemas.TrackCode, Query(description="Which track is ranked", examples=["provisional"])
]


class TrendView(schemas.View):
    """A value beside an earlier one. Without a difference `note` says why it is not compared."""

    period: Annotated[str, Field(description="The earlier period")]
    assessment_id: Annotated[UUID | None, Field(description="Its assessment; null: none")]
    agency_code: Annotated[str | None, Field(description="Whose it is: perhaps a predecessor's")]
    exact: Annotated[str | None, Field(description="Its exact value")]
    announced: Annotated[str | None, Field(description="Its value as it is announced")]
    difference: Annotated[
        str | None, Field(description="Exactly how much the value is above it; below zero: below")
    ]
    note: Annotated[TextView | None, Field(description="Why nothing is compared")]


class GoalView(schemas.View):
    """The target of the index in the year, beside the value."""

    value: Annotated[str, Field(description="Exact value that is to be reached at least")]
    gap: Annotated[
        str | None,
        Field(description="What the value lacks, negative where it is above; null: not judged"),
    ]


class RankedView(schemas.OfScoreView):
    """An agency in a ranking. One without a rank comes after all others; `note` says why."""

    rank: Annotated[
        int | None,
        Field(description="Among the agencies within reach; equal values share one; null: none"),
    ]
    assessment_id: UUID
    agency_code: str
    agency_name: str | None
    period: str
    period_state: schemas.PeriodState
    track: schemas.TrackCode
    exact: str | None
    announced: str | None
    predicate: TextView | None
    level_share: str | None
    missing: list[str]
    inapplicable: list[str]
    not_judged: schemas.NotJudged | None
    note: Annotated[TextView | None, Field(description="Why there is no rank")]
    before: Annotated[TrendView | None, Field(description="Against the period before")]
    last_year: Annotated[
        TrendView | None, Field(description="Against the same period of last year")
    ]
    target: Annotated[GoalView | None, Field(description="The target of the index; null: none")]


@router.get("/{campaign_code}", operation_id="read_ranking", responses=NOT_FOUND)
async def read_ranking(
    campaign_code: CampaignCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    paging: PagingDep,
    track: TrackQuery = "provisional",
) -> Page[RankedView]:
    """Rank the agencies of a campaign by their exact values; equal ones share a rank.

    What is below its floor has no rank, and nothing has while the period runs: they come last,
    with the reason. A rank is that among the agencies within reach.
    """
    at, begun = SystemClock().now(), paging.after(int) or 0
    found = await rank_campaign(
        session,
        principal,
        campaign_code,
        track,
        begun=begun,
        limit=paging.limit + 1,
        memory=memory_of(request),
        at=at,
    )
    known = [code for each in found.items for code in each.head.opening.stages.tracks]
    if known:
        check_track(request, track, [*dict.fromkeys(known)])
    numbered = [*enumerate(found.items, start=begun + 1)]
    return paging.page(
        numbered,
        item=lambda each: _view(each[1], found, track, item(each[1].head, each[1].state, at)),
        position=lambda each: each[0],
    )


def _view(each: Ranked, found: Ranking, track: str, shown: scores.ScoreItem) -> RankedView:
    listed = next((one for one in shown.tracks if one.track == track), None)
    told = {} if listed is None else listed.model_dump()
    why = each.why
    return RankedView.model_validate(
        {
            **{name: getattr(shown, name) for name in _OF_SCORE},
            **{name: told.get(name) for name in _OF_TRACK},
            "missing": told.get("missing", []),
            "inapplicable": told.get("inapplicable", []),
            "track": track,
            "rank": each.rank,
            "note": told.get("note") if why is None else {"id": why.id, "en": why.en},
            "before": None if each.trends is None else _trend(each.trends.before, found),
            "last_year": None if each.trends is None else _trend(each.trends.last_year, found),
            "target": _goal(each),
        }
    )


_OF_SCORE = (
    *("certainty", "caveat", "assessment_id", "agency_code", "agency_name", "agency_life"),
    *("period", "period_state"),
)
_OF_TRACK = ("exact", "announced", "predicate", "level_share", "not_judged")


def _trend(trend: Trend, found: Ranking) -> dict[str, Any]:
    opening = None if trend.head is None else trend.head.opening
    decimals = 0 if found.edition is None else found.edition.announced_decimals
    exact = trend.exact
    return {
        "period": trend.period,
        "assessment_id": None if opening is None else opening.assessment_id,
        "agency_code": None if opening is None else opening.agency_code,
        "exact": _text(exact),
        "announced": None
        if exact is None
        else announce(exact.numerator, exact.denominator, decimals),
        "difference": _text(trend.difference),
        "note": None if trend.why is None else {"id": trend.why.id, "en": trend.why.en},
    }


def _goal(each: Ranked) -> dict[str, Any] | None:
    if each.target is None or each.target.value is None:
        return None
    wanted, value = parse(each.target.value), each.value
    return {
        "value": each.target.value,
        "gap": None if value is None else text_of(wanted - value),
    }


def _text(number: Number | None) -> str | None:
    return None if number is None else text_of(number)
