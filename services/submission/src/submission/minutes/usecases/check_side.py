"""Check who speaks for which side: nobody of the assessed agency for the assessors, or vice versa.

The assessors are those who decide at the stage; after the first stage none is of the agency itself.
"""

from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, Unprocessable
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.open_for_decisions import either
from submission.assessments.usecases.check_answering import check_assessed
from submission.assessments.usecases.check_assessor import check_assessor
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import MinutesKind, Side
from submission.minutes.domain.record import KIND_NAMES, SIDE_NAMES

_NOT_YOURS: Final = Text(
    "Bagi instansi yang dinilai hanya orang dari instansi itu yang dapat menandatangani.",
    "Only people of the assessed agency sign for it.",
)


async def role_for(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    line: Line,
    *,
    kind: MinutesKind,
    side: Side,
    clock: Clock,
) -> str:
    """Return the role with which somebody signs for a side at the last of these stages.

    Raises:
        Unprocessable: Minutes of this kind have no such side.
        Forbidden: They have none of its roles, or are of another side.
    """
    signers = line[-1].signers_of(kind)
    if side not in signers:
        raise _no_such_side(kind, side)
    if side == "agency":
        await check_assessed(
            session, principal, assessment, _NOT_YOURS, clock=clock, pointer="/side"
        )
    else:
        check_assessor(principal, assessment, line)
    roles = [role for role in signers[side] if role in principal.roles]
    if not roles:
        name, of = either(signers[side]), SIDE_NAMES[side]
        raise Forbidden(
            Text(
                f"Bagi pihak {of.id} berita acara ini ditandatangani oleh peran {name.id}.",
                f"For {of.en} these minutes are signed by the role {name.en}.",
            ),
            errors=[
                Refusal("/side", Text(f"memerlukan peran {name.id}", f"needs the role {name.en}"))
            ],
        )
    return roles[0]


async def check_writer(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    line: Line,
    *,
    kind: MinutesKind,
    clock: Clock,
) -> None:
    """Check that the caller could sign minutes of this kind for one of the sides.

    Raises:
        Forbidden: They could sign for none.
    """
    refused: list[Forbidden] = []
    for side in line[-1].signers_of(kind):
        try:
            await role_for(session, principal, assessment, line, kind=kind, side=side, clock=clock)
        except Forbidden as error:
            refused.append(error)
        else:
            return
    raise refused[-1]


def _no_such_side(kind: MinutesKind, side: Side) -> Unprocessable:
    name, of = KIND_NAMES[kind], SIDE_NAMES[side]
    told = Text(f"{name.id} tidak ditandatangani oleh {of.id}", f"{of.en} do not sign {name.en}")
    return Unprocessable(
        Text(f"{told.id[0].upper()}{told.id[1:]}.", f"{told.en[0].upper()}{told.en[1:]}."),
        errors=[Refusal("/side", told)],
    )
