"""Check that an assessment takes decisions: its campaign is open, its stage not over."""

from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import campaigns, deadlines


async def check_open(session: Session, assessment: Assessment, stage: str, *, clock: Clock) -> None:
    """Let pass what comes in time. The assessment is locked, so that no closing comes between.

    Raises:
        Conflict: The campaign is closed, or the deadline of the stage has passed.
    """
    code = assessment.campaign_code
    if await campaigns.state_of(session, code) == "closed":
        raise Conflict(
            Text(
                f"Kegiatan {code} sudah ditutup dan tidak menerima perubahan lagi.",
                f"The campaign {code} is closed and takes no more changes.",
            ),
            errors=[
                Refusal("assessment_id", Text("kegiatannya ditutup", "its campaign is closed"))
            ],
        )
    kept = (await deadlines.of_campaign(session, code)).get(stage)
    if kept is None:
        return
    zone = await agencies.time_zone(session, assessment.agency_code)
    if not kept.deadline.has_passed(clock.now(), zone):
        return
    told = kept.deadline.told(zone)
    owner = await campaigns.owner_of(session, code)
    raise Conflict(
        Text(
            f"Batas waktu tahap {stage} sudah lewat ({told.id}). Koordinator instansi {owner} dapat"
            " memperpanjangnya dengan alasan.",
            f"The deadline of the stage {stage} has passed ({told.en}). A coordinator of the agency"
            f" {owner} can extend it with a reason.",
        ),
        errors=[Refusal("stage", Text(f"berakhir pada {told.id}", f"ended at {told.en}"))],
    )
