"""Check that the time of a stage is not over, for the agency of an assessment."""

from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.deadline import Late
from submission.campaigns.store import campaigns, deadlines


async def why_late(
    session: Session, assessment: Assessment, stage: str, *, clock: Clock
) -> Late | None:
    """Return which deadline of a stage has passed, and who can extend it; None if it has not."""
    code = assessment.campaign_code
    kept = (await deadlines.of_campaign(session, code)).get(stage)
    if kept is None:
        return None
    zone = await agencies.time_zone(session, assessment.agency_code)
    if not kept.deadline.has_passed(clock.now(), zone):
        return None
    return Late(kept.deadline.told(zone), await campaigns.owner_of(session, code))


async def check_in_time(
    session: Session, assessment: Assessment, stage: str, *, clock: Clock
) -> None:
    """Check that the deadline of a stage has not passed.

    Raises:
        Conflict: It has; the answer says who can extend it.
    """
    late = await why_late(session, assessment, stage, clock=clock)
    if late is None:
        return
    told, owner = late
    raise Conflict(
        Text(
            f"Batas waktu tahap {stage} sudah lewat ({told.id}). Koordinator instansi {owner} dapat"
            " memperpanjangnya disertai alasan.",
            f"The deadline of the stage {stage} has passed ({told.en}). A coordinator of the agency"
            f" {owner} can extend it with a reason.",
        ),
        errors=[Refusal("assessment_id", Text(f"berakhir pada {told.id}", f"ended at {told.en}"))],
    )
