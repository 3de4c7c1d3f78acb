"""Make the table of a stage's levels, to be filled in."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session, end_reading
from kit.errors import NotFound
from rules.languages import Language
from rules.text import Text
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.stage import stage_level
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_line
from submission.campaigns.domain.assessment import Assessment
from submission.editions import store as editions
from submission.editions.domain.edition import Edition
from submission.worksheets.domain.layout import (
    GREY,
    GUIDE,
    LATER,
    SHEET,
    Origin,
    guide_of,
    headings_of,
    row_of,
    titles_of,
    widths_of,
)
from submission.worksheets.usecases.find_before import find_newest, level_before
from tables.writing import Sheet


async def find_edition(session: Session, assessment: Assessment) -> Edition:
    """Return the edition of an assessment.

    Raises:
        NotFound: It is not known; a campaign was never opened for such a one.
    """
    edition = await editions.find(session, assessment.edition_code)
    if edition is None:
        raise NotFound(
            Text(
                f"Edisi {assessment.edition_code} tidak ada.",
                f"There is no edition {assessment.edition_code}.",
            )
        )
    return edition


async def make_table(
    session: Session,
    assessment_id: UUID,
    stage: str,
    principal: Principal,
    *,
    language: Language,
    clock: Clock,
) -> tuple[Assessment, Sequence[Sheet]]:
    """Return an assessment, and the sheets of the table of its levels at a stage.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: The campaign does not have the stage.
    """
    assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
    line = await find_line(session, assessment, stage)
    edition = await find_edition(session, assessment)
    newest = await find_newest(session, assessment_id)
    await end_reading(session)
    origin = Origin(assessment_id, stage, edition.content_hash)
    rows = [*_rows(edition, newest, line, origin=origin, language=language)]
    headings = headings_of(is_later=len(line) > 1)
    return assessment, [
        Sheet(
            name=SHEET,
            headings=headings,
            rows=rows,
            grey=frozenset({*GREY, *LATER}),
            widths=widths_of(headings),
        ),
        Sheet(name=GUIDE, rows=guide_of(_about(assessment, stage, edition)), widths={1: 72, 2: 72}),
    ]


def _rows(
    edition: Edition,
    newest: Mapping[str, Sequence[Answer]],
    line: Line,
    *,
    origin: Origin,
    language: Language,
) -> Iterator[Sequence[str | None]]:
    for title in titles_of(edition):
        indicator = edition.indicator(title.code)
        if indicator is not None:
            levels = newest.get(title.code, [])
            own = stage_level(levels, title.code, [each.code for each in line]).own
            before = level_before(levels, title.code, line)
            yield row_of(title, indicator, own, before=before, origin=origin, language=language)


def _about(assessment: Assessment, stage: str, edition: Edition) -> Mapping[str, str]:
    return {
        "penilaian / assessment": str(assessment.assessment_id),
        "instansi / agency": assessment.agency_code,
        "kegiatan / campaign": assessment.campaign_code,
        "periode / period": assessment.period,
        "tahap / stage": stage,
        "edisi / edition": edition.code,
        "sidik edisi / hash of the edition": edition.content_hash,
        "revisi penilaian / revision of the assessment": str(assessment.revision),
    }
