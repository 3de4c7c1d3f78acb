"""Check that an assessment still takes something: it ends with its agency."""

from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.campaigns.domain.assessment import Assessment


async def check_goes_on(session: Session, assessment: Assessment, *, clock: Clock) -> None:
    """Let pass where a locked assessment has not ended by the local date of its agency.

    Raises:
        Conflict: Its agency was merged, split or closed; the history keeps what was decided.
    """
    if assessment.ended_on is None:
        return
    zone = await agencies.time_zone(session, assessment.agency_code)
    why = assessment.why_ended(today_in(zone, clock.now()))
    if why is None:
        return
    raise Conflict(
        Text(
            f"Penilaian ini tidak menerima perubahan lagi: {why.id}. Isinya tetap dapat dibaca;"
            " instansi penerus mengisi penilaiannya sendiri.",
            f"This assessment takes no more changes: {why.en}. It stays readable; a successor"
            " answers in an assessment of its own.",
        ),
        errors=[Refusal("assessment_id", why)],
    )
