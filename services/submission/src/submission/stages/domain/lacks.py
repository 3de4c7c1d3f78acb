"""What steps lack, and who can do it: those whom the check of the step lets through, no others."""

from collections.abc import Sequence

from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, either
from submission.assignments.domain import Deciders
from submission.campaigns.domain.deadline import Late
from submission.campaigns.domain.stages import Stage


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


def incomplete(codes: Sequence[str], name: Text, whom: Sequence[Deciders]) -> Lack:
    """Return that indicators lack something, and who can complete them; `whom` none: nobody yet."""
    some, who = ", ".join(codes), _who(whom)
    can = Text(
        f"dapat dilengkapi oleh peran {who.id}, atau cantumkan alasannya pada `gaps`",
        f"the role {who.en} can complete it, or gaps can give the reason",
    )
    if not whom:
        can = Text(
            "belum dapat dilengkapi oleh siapa pun; tugaskan dahulu, atau cantumkan alasannya pada"
            " `gaps`",
            "nobody can complete it yet: it is assigned first, or gaps can give the reason",
        )
    return Lack(
        requirement="complete",
        text=Text(
            f"indikator {some}: {name.id}; {can.id}", f"indicator {some}: {name.en}; {can.en}"
        ),
        roles=tuple(sorted({role for each in whom for role in each.roles})),
        indicator_codes=tuple(codes),
    )


def not_assigned(stage: Stage, codes: Sequence[str], assigner: Text) -> Lack:
    """Return that indicators are assigned to nobody while others of the stage are."""
    some = ", ".join(codes)
    return Lack(
        requirement="assigned",
        text=Text(
            f"indikator {some} pada tahap {stage.code} belum ditugaskan kepada siapa pun;"
            f" {assigner.id} (peran coordinator) yang menugaskan",
            f"indicator {some} at the stage {stage.code} is assigned to nobody;"
            f" {assigner.en} (role coordinator) assigns it",
        ),
        roles=("coordinator",),
        indicator_codes=tuple(codes),
    )


def _who(whom: Sequence[Deciders]) -> Text:
    """Return roles, each with the people or units that are named if any are."""
    told = []
    for each in whom:
        names = f" ({', '.join(each.names)})" if each.names else ""
        told += [Text(f"{either(each.roles).id}{names}", f"{either(each.roles).en}{names}")]
    return Text(" atau ".join(each.id for each in told), " or ".join(each.en for each in told))
