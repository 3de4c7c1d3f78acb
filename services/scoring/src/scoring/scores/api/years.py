"""A score beside that of the year before."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep
from kit.fields import TextView
from rules.exact import Number, text_of
from rules.succession import note_of
from rules.text import Text
from scoring.scores.usecases.compare_years import NodeChange, YearOnYear, compare_years
from scoring.scores.usecases.find import find_score
from scoring.state.api import schemas, views
from scoring.state.api.addresses import AddressedRoute
from scoring.state.api.memory import memory_of
from scoring.state.api.parameters import AssessmentId
from scoring.state.api.responses import NOT_FOUND
from scoring.state.api.tracks import check_track

router = APIRouter(prefix="/api/v1/scores", tags=["scores"], route_class=AddressedRoute)

TrackQuery = Annotated[
    schemas.TrackCode, Query(description="Which track is compared", examples=["provisional"])
]


class PreviousView(schemas.OfScoreView):
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


class YearOnYearView(schemas.OfScoreView):
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
            **views.of_agency(found.head.life, opening.period, found.at),
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
    names = PreviousView.model_fields.keys() - schemas.OfScoreView.model_fields.keys()
    told = {name: getattr(before, name) for name in names}
    return {
        **told,
        **views.of_edition(found.editions.get(before.edition_code)),
        **views.of_agency(found.lives.get(before.agency_code), before.period, found.at),
    }


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
    if found.takeovers:
        return TextView.model_validate(note_of(found.takeovers, found.names))
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
