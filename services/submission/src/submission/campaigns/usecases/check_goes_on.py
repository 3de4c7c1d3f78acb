"""Check that an assessment still takes something: it ends with its agency."""

from datetime import date

from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.assessment import Assessment


def check_goes_on(assessment: Assessment, today: date) -> None:
    """Let pass where a locked assessment has not ended.

    Raises:
        Conflict: Its agency was merged, split or closed; the history keeps what was decided.
    """
    why = assessment.why_ended(today)
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
