"""What is missing of others than those who worked on a stage, and who gives it."""

from collections.abc import Sequence

from rules.text import Text
from submission.approvals.domain.approval import Approval
from submission.assessments.domain.open_for_decisions import Lack
from submission.campaigns.domain.stages import Stage


def unconsented(stage: Stage) -> Lack:
    """Return that the assessed agency has not consented to publish the present state."""
    return Lack(
        requirement="consent_given",
        text=Text(
            f"penerbitan keadaan tahap {stage.code} saat ini belum diizinkan; izin diberikan oleh"
            " peran coordinator dari instansi yang dinilai",
            f"the present state of the stage {stage.code} has no consent to publication; the role"
            " coordinator of the assessed agency gives it",
        ),
        roles=("coordinator",),
    )


def unapproved(stage: Stage, rejections: Sequence[Approval], *, why: Text | None = None) -> Lack:
    """Return that nobody else has approved the present state, who rejects it, and `why` not."""
    told = [
        Text(
            f"keadaan tahap {stage.code} saat ini harus disetujui oleh orang lain dengan peran"
            " approver",
            "a second person with the role approver must approve the present state of the stage"
            f" {stage.code}",
        ),
        *_rejected(rejections),
        *([] if why is None else [why]),
    ]
    return Lack(
        requirement="state_approved",
        text=Text("; ".join(each.id for each in told), "; ".join(each.en for each in told)),
        roles=("approver",),
    )


def _rejected(rejections: Sequence[Approval]) -> list[Text]:
    return [
        Text(
            f"{each.subject} menolaknya dengan alasan: {each.reason}",
            f"{each.subject} rejected it for this reason: {each.reason}",
        )
        for each in rejections
    ]
