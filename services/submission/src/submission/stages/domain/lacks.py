"""What steps lack, and who can do it: those whom the check of the step lets through, no others."""

from collections.abc import Sequence

from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, either
from submission.assignments.domain import Deciders
from submission.campaigns.domain.stages import Stage


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
    """Return that indicators are assigned to nobody who decides while others of the stage are."""
    some = ", ".join(codes)
    whom = Text("asesor yang boleh menilainya", "an assessor who may assess it")
    if stage.respondents:
        unit = Text("unit penanggung jawab", "a responsible unit")
        judges = stage.role not in stage.respondents
        whom = Text(f"{unit.id} atau {whom.id}", f"{unit.en} or {whom.en}") if judges else unit
    return Lack(
        requirement="assigned",
        text=Text(
            f"indikator {some} pada tahap {stage.code} belum ditugaskan kepada {whom.id};"
            f" {assigner.id} (peran coordinator) yang menugaskan",
            f"indicator {some} at the stage {stage.code} is not assigned to {whom.en};"
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
