"""Check that somebody stands above the agencies of a recommendation: nobody judges their own duty.

This is the one rule for who makes, changes and withdraws recommendations, and verifies follow-ups.
"""

from collections.abc import Collection
from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.people.usecases.find import check_employed, find_place

_OWN: Final = Text("milik instansi Anda", "is your own agency's")


async def check_above(
    session: Session,
    principal: Principal,
    codes: Collection[str],
    *,
    clock: Clock,
    pointer: str,
) -> None:
    """Check that the caller is of none of these agencies, by their token and by their record.

    Raises:
        Forbidden: They are, or their time has ended.
    """
    await check_employed(session, principal.subject, clock=clock)
    place = await find_place(session, principal.subject, clock=clock)
    line = [] if place is None else await agencies.line(session, place)
    if AGENCIES.root_of(principal) not in codes and not {*line} & {*codes}:
        return
    raise Forbidden(
        Text(
            "Rekomendasi dibuat, diubah, dibatalkan, dan diverifikasi tindak lanjutnya oleh"
            " instansi di atasnya, bukan oleh orang dari instansi yang dituju.",
            "Recommendations are made, changed, withdrawn and verified from above, not by people of"
            " the agency that they are addressed to.",
        ),
        errors=[Refusal(pointer, _OWN)],
    )
