"""What comes too early or too late for an assessment, and who can still do something about it."""

from datetime import date

from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack
from submission.campaigns.domain.deadline import Late
from submission.campaigns.domain.stages import Stage


def over(why: Text) -> Lack:
    """Return that an assessment takes nothing any more."""
    return Lack(requirement="goes_on", text=why)


def not_begun(agency_code: str, first_day: date) -> Lack:
    """Return that the agency of an assessment begins on a day that lies ahead."""
    return Lack(
        requirement="agency_begun",
        text=Text(
            f"instansi {agency_code} baru ada mulai {first_day}; sebelum hari itu penilaiannya"
            " tidak menerima apa pun",
            f"the agency {agency_code} begins on {first_day}; its assessment takes nothing before"
            " that day",
        ),
    )


def too_late(stage: Stage, late: Late) -> Lack:
    """Return that the deadline of a stage has passed, and who can extend it."""
    told, owner = late
    return Lack(
        requirement="in_time",
        text=Text(
            f"batas waktu tahap {stage.code} sudah lewat ({told.id}); koordinator instansi {owner}"
            " dapat memperpanjangnya disertai alasan",
            f"the deadline of the stage {stage.code} has passed ({told.en}); a coordinator of the"
            f" agency {owner} can extend it with a reason",
        ),
        roles=("coordinator",),
    )
