"""Find an assessment that a principal reaches, and an indicator of its edition."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import NotFound, missing
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.agencies.usecases.find_chain import find_chain
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments
from submission.editions import store as editions
from submission.editions.domain.edition import Indicator


async def find_assessment(
    session: Session,
    assessment_id: UUID,
    principal: Principal,
    *,
    for_answering: Clock | None = None,
    lock: bool = False,
) -> Assessment:
    """Return an assessment; `lock`: nobody else changes it until the transaction ends.

    `for_answering`: also one in which the token's unit is responsible for something by this clock.
    Only what reads answers and takes them asks so: no step of a stage is a unit's.

    Raises:
        NotFound: There is no such assessment within reach.
    """
    root = AGENCIES.root_of(principal)
    chain = None
    if for_answering is not None:
        chain = await find_chain(session, root, clock=for_answering)
    assessment = await assessments.find(
        session, assessment_id, root_code=root, chain=chain, lock=lock
    )
    if assessment is None:
        raise missing(
            "assessment_id", Text("Penilaian ini tidak ada.", "There is no such assessment.")
        )
    return assessment


async def find_indicator(
    session: Session, assessment: Assessment, indicator_code: str
) -> Indicator:
    """Return an indicator or criterion of the assessment's edition.

    Raises:
        NotFound: The edition has no such indicator.
    """
    known = await editions.find(session, assessment.edition_code)
    indicator = None if known is None else known.indicator(indicator_code)
    if indicator is None:
        raise NotFound(
            Text(
                f"Edisi {assessment.edition_code} tidak memuat indikator {indicator_code}.",
                f"The edition {assessment.edition_code} has no indicator {indicator_code}.",
            ),
            errors=[
                Refusal(
                    "indicator_code",
                    Text(
                        f"bukan indikator {assessment.edition_code}",
                        f"is no indicator of {assessment.edition_code}",
                    ),
                )
            ],
        )
    return indicator
