"""An agency's scores over the years, and where they cannot be compared."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.fields import ONE_LINE, TextView
from kit.web import LimitQuery
from rules.period import PeriodKind
from rules.succession import Takeover, note_of
from rules.text import Text
from scoring.scores.api.years import TrackQuery
from scoring.scores.domain import at_moment
from scoring.scores.usecases.list_series import Point, Series, list_series
from scoring.state.api import schemas, views
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.filters import check_instrument
from scoring.state.api.memory import memory_of
from scoring.state.api.responses import NOT_FOUND
from scoring.state.api.tracks import check_track
from scoring.state.domain.choice import footing_of, standard_of

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)

AgencyCode = Annotated[str, Path(min_length=1, max_length=100, examples=["9901"]), ONE_LINE]
InstrumentQuery = Annotated[str, Query(min_length=1, max_length=100, examples=["spbe"]), ONE_LINE]
PeriodKindQuery = Annotated[
    PeriodKind | None,
    Query(
        description="Only scores of periods of this kind: an instrument may have editions for"
        " months and for quarters",
        examples=["month"],
    ),
]
_BREAK = Text(
    "Seri terputus ketika edisi berganti: nilai dari edisi yang berbeda tidak dapat dibandingkan.",
    "The series breaks where the edition changes: values of different editions cannot be compared.",
)


class PointView(schemas.OfScoreView):
    """A score in a series. `series_break`: it cannot be compared with the one before it.

    One that is `not_judged` is a value without a predicate, and no point of a trend; `note` says
    why. `missing`: the codes of what nobody gave a level; `inapplicable`: of what was answered
    `n/a` and counts nothing.
    """

    assessment_id: UUID
    agency_code: str
    campaign_code: str
    period: str
    edition_code: str
    exact: str | None
    announced: str | None
    predicate: TextView | None
    coverage: str | None
    level_share: str | None
    missing: list[str]
    inapplicable: list[str]
    note: TextView | None
    not_judged: schemas.NotJudged | None
    period_state: schemas.PeriodState
    series_break: bool


class TakeoverView(schemas.View):
    """An agency that was merged into one that was there already, and from which day on."""

    agency_code: str
    agency_name: str | None
    successor_code: str
    since: date


class SeriesView(schemas.OfAgencyView):
    """An agency's scores over the years, the oldest first; `note` says what breaks the series."""

    agency_code: str
    instrument_code: str
    track: schemas.TrackCode
    note: TextView | None
    predecessor_codes: Annotated[
        list[str],
        Field(
            description="Codes of the agencies that it took over from and that are not in this"
            " series: of several that it began from, and of those that it took in; each has a"
            " series of its own"
        ),
    ]
    takeovers: Annotated[
        list[TakeoverView],
        Field(
            description="Which agencies were merged into it, or into one that it goes on from, when"
            " that one was there already: the series breaks there"
        ),
    ]
    items: list[PointView]


@router.get("/series/{agency_code}", operation_id="read_series", responses=NOT_FOUND)
async def read_series(
    agency_code: AgencyCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    instrument: InstrumentQuery,
    period_kind: PeriodKindQuery = None,
    track: TrackQuery = "provisional",
    limit: LimitQuery = 50,
) -> SeriesView:
    """List an agency's scores on an instrument over the years.

    Another edition is a break, and so is the day on which another agency was merged into it.
    Months, quarters and years are held against their own kind only.
    """
    series = await list_series(
        session,
        principal,
        agency_code,
        instrument,
        period_kind=period_kind,
        limit=limit,
        memory=memory_of(request),
    )
    if not series.points:
        await check_instrument(session, instrument)
    else:
        check_track(request, track, _tracks(series.points))
    now = SystemClock().now()
    return SeriesView(
        agency_code=agency_code,
        instrument_code=instrument,
        track=track,
        note=_note_of(series),
        **views.of_agency(series.life, None, now),
        predecessor_codes=series.predecessor_codes,
        takeovers=[_takeover(each, series) for each in series.takeovers],
        items=[_point(point, track, now) for point in series.points],
    )


def _tracks(points: Sequence[Point]) -> list[str]:
    """Return the tracks that any of some scores has, each once."""
    known = (code for point in points for code in point.head.opening.stages.tracks)
    return [*dict.fromkeys(known)]


def _note_of(series: Series) -> TextView | None:
    editions = {(point.edition.period_kind, point.edition.code) for point in series.points}
    kinds = {kind for kind, _ in editions}
    notes = [_BREAK] if len(editions) > len(kinds) else []
    if series.merged:
        notes.append(_apart(series))
    if series.takeovers:
        notes.append(note_of(series.takeovers, series.names))
    if not notes:
        return None
    return TextView(id=" ".join(each.id for each in notes), en=" ".join(each.en for each in notes))


def _apart(series: Series) -> Text:
    named = ", ".join(f"{series.names.get(code, code)} ({code})" for code in series.merged)
    return Text(
        f"Instansi ini meneruskan beberapa instansi; seri masing-masing berdiri sendiri: {named}.",
        f"The agency took over from several, each with a series of its own: {named}.",
    )


def _takeover(takeover: Takeover, series: Series) -> TakeoverView:
    return TakeoverView(
        agency_code=takeover.agency_code,
        agency_name=series.names.get(takeover.agency_code),
        successor_code=takeover.successor_code,
        since=takeover.since,
    )


def _point(point: Point, track: schemas.TrackCode, now: datetime) -> PointView:
    opening = point.head.opening
    tracks = (at_moment(kept, opening, now) for kept in point.head.tracks)
    found = next((kept for kept in tracks if kept.track == track), None)
    standard = standard_of(point.state, opening, now)
    footing = found and footing_of(point.state, point.edition.root, track, standard)
    return PointView.model_validate(
        {
            "assessment_id": opening.assessment_id,
            "agency_code": opening.agency_code,
            "campaign_code": opening.campaign_code,
            "period": opening.period,
            "edition_code": opening.edition_code,
            **views.of_edition(point.edition),
            "exact": found.exact if found else None,
            "announced": found.announced if found else None,
            "predicate": found.predicate if found else None,
            "coverage": found.coverage if found else None,
            "level_share": found.level_share if found else None,
            "missing": footing.missing if footing else (),
            "inapplicable": footing.inapplicable if footing else (),
            "note": footing.note if footing else None,
            "not_judged": found.not_judged if found else None,
            "period_state": opening.period_state(now),
            "series_break": point.is_break,
            **views.of_agency(point.head.life, opening.period, now),
        }
    )
