"""A score beside that of the year before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.fields import ONE_LINE, TextView
from kit.web import LimitQuery
from rules.exact import Number, text_of
from rules.text import Text
from scoring.scores.domain import at_moment
from scoring.scores.usecases.compare_years import NodeChange, YearOnYear, compare_years
from scoring.scores.usecases.find import find_score
from scoring.scores.usecases.list_series import Point, list_series
from scoring.state.api import schemas, views
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.filters import check_instrument
from scoring.state.api.memory import memory_of
from scoring.state.api.parameters import AssessmentId
from scoring.state.api.responses import NOT_FOUND
from scoring.state.api.tracks import check_track
from scoring.state.domain.choice import footing_of, standard_of

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)

AgencyCode = Annotated[str, Path(min_length=1, max_length=100, examples=["9901"]), ONE_LINE]
InstrumentQuery = Annotated[str, Query(min_length=1, max_length=100, examples=["spbe"]), ONE_LINE]
_BREAK = TextView(
    id="Seri terputus ketika edisi berganti: nilai dari edisi yang berbeda tidak dapat"
    " dibandingkan.",
    en="The series breaks where the edition changes: values of different editions cannot be"
    " compared.",
)

TrackQuery = Annotated[
    schemas.TrackCode, Query(description="Which track is compared", examples=["provisional"])
]


class PreviousView(schemas.OfEditionView):
    """The assessment of the year before, of the agency itself or of its only predecessor."""

    assessment_id: UUID
    agency_code: str
    campaign_code: str
    edition_code: str
    period: str


class NodeChangeView(schemas.View):
    """A node, indicator or criterion then and now: exact, and as it is announced."""

    code: str
    kind: str
    name: TextView
    before: str | None
    now: str | None
    difference: str | None
    announced_before: str | None
    announced_now: str | None
    announced_difference: str | None


class YearOnYearView(schemas.OfEditionView):
    """What changed since the year before. Over a break of the series nothing is compared.

    `note` says why there is nothing to compare. `not_improving`: the codes of what is the same as
    a year before or less.
    """

    assessment_id: UUID
    period: str
    period_state: schemas.PeriodState
    edition_code: str
    track: schemas.TrackCode
    previous: PreviousView | None
    series_break: bool
    note: TextView | None
    nodes: list[NodeChangeView]
    not_improving: list[str]


class PointView(schemas.OfEditionView):
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


class SeriesView(schemas.View):
    """An agency's scores over the years, the oldest first; `note` stands where there is a break."""

    agency_code: str
    instrument_code: str
    track: schemas.TrackCode
    note: TextView | None
    predecessor_codes: Annotated[
        list[str],
        Field(
            description="Codes of the agencies that it took over from, if they were several: each"
            " has a series of its own"
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
    track: TrackQuery = "provisional",
    limit: LimitQuery = 50,
) -> SeriesView:
    """List an agency's scores on an instrument over the years; other editions are a break."""
    memory = memory_of(request)
    series = await list_series(
        session, principal, agency_code, instrument, limit=limit, memory=memory
    )
    points = series.points
    if not points:
        await check_instrument(session, instrument)
    else:
        known = [code for point in points for code in point.head.opening.stages.tracks]
        check_track(request, track, [*dict.fromkeys(known)])
    now = SystemClock().now()
    is_broken = any(point.is_break for point in points)
    return SeriesView(
        agency_code=agency_code,
        instrument_code=instrument,
        track=track,
        note=_BREAK if is_broken else None,
        predecessor_codes=[*series.merged],
        items=[_point(point, track, now) for point in points],
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
        }
    )


@router.get("/{assessment_id}/year-on-year", operation_id="read_year_on_year", responses=NOT_FOUND)
async def read_year_on_year(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    request: Request,
    *,
    track: TrackQuery = "provisional",
) -> YearOnYearView:
    """Hold a score against that of the same agency and instrument a year before."""
    head = await find_score(session, assessment_id, principal)
    check_track(request, track, head.opening.stages.tracks)
    now = SystemClock().now()
    return _view(await compare_years(session, head, track, memory_of(request), at=now))


def _view(found: YearOnYear) -> YearOnYearView:
    opening = found.head.opening
    return YearOnYearView.model_validate(
        {
            "assessment_id": opening.assessment_id,
            "period": opening.period,
            "period_state": opening.period_state(found.at),
            "edition_code": opening.edition_code,
            **views.of_edition(found.editions.get(opening.edition_code)),
            "track": found.track,
            "previous": _previous(found),
            "series_break": found.is_broken,
            "note": _note(found),
            "nodes": [_node(change) for change in found.changes],
            "not_improving": [change.code for change in found.changes if change.does_not_improve],
        }
    )


def _previous(found: YearOnYear) -> dict[str, Any] | None:
    before = found.previous
    if before is None:
        return None
    names = PreviousView.model_fields.keys() - schemas.OfEditionView.model_fields.keys()
    told = {name: getattr(before, name) for name in names}
    return told | views.of_edition(found.editions.get(before.edition_code))


def _note(found: YearOnYear) -> TextView | None:
    opening, previous = found.head.opening, found.previous
    if previous is None and found.merged:
        codes = ", ".join(found.merged)
        return TextView(
            id=f"Instansi ini meneruskan beberapa instansi ({codes}); nilai tahun sebelumnya tidak"
            " dapat dibandingkan.",
            en=f"This agency took over from several ({codes}); the year before cannot be compared.",
        )
    if previous is None:
        return TextView(
            id="Untuk tahun sebelumnya belum ada penilaian instansi ini dengan instrumen yang sama,"
            " atau penilaiannya masih kosong.",
            en="For the year before there is no assessment of this agency with the same"
            " instrument, or it is empty.",
        )
    if not found.is_broken and found.track not in previous.stages.tracks:
        return TextView(
            id=f"Penilaian {previous.period} tidak mempunyai jalur {found.track}.",
            en=f"The assessment of {previous.period} has no track {found.track}.",
        )
    if not found.is_broken:
        return _not_judged(found.not_judged)
    then, now = previous.edition_code, opening.edition_code
    return TextView(
        id=f"Seri terputus: {previous.period} diukur dengan edisi {then}, {opening.period} dengan"
        f" edisi {now}; nilainya tidak dapat dibandingkan.",
        en=f"The series breaks: {previous.period} was measured by edition {then}, {opening.period}"
        f" by edition {now}; the values cannot be compared.",
    )


def _not_judged(periods: Sequence[tuple[str, Text]]) -> TextView | None:
    if not periods:
        return None
    told = Text(
        " ".join(f"{period}: {note.id}" for period, note in periods),
        " ".join(f"{period}: {note.en}" for period, note in periods),
    )
    return TextView(
        id=f"{told.id} Karena itu kedua nilai ditampilkan tanpa dibandingkan.",
        en=f"{told.en} So both values are shown and not compared.",
    )


def _node(change: NodeChange) -> NodeChangeView:
    return NodeChangeView(
        code=change.code,
        kind=change.kind,
        name=TextView.model_validate(change.name),
        before=_text(change.before),
        now=_text(change.now),
        difference=_text(change.difference),
        announced_before=change.announced(change.before),
        announced_now=change.announced(change.now),
        announced_difference=change.announced(change.difference),
    )


def _text(value: Number | None) -> str | None:
    return None if value is None else text_of(value)
