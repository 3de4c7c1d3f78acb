"""Who reaches what among the agencies of this service."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from kit.auth import Principal, Units
from kit.database import Session
from kit.errors import Conflict
from rules.agency import AGENCY
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store

AGENCIES: Final = Units(AGENCY)


async def check_reach(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Check that the caller reaches an agency. `pointer` leads to where it is named.

    Raises:
        NotFound: See `Units.check_reach`.
    """
    line_of = partial(store.line, session)
    await AGENCIES.check_reach(principal, agency_code, line_of, pointer=pointer)


def code_taken(code: str, pointer: str) -> Conflict:
    """Return the error for a new agency whose code exists, wherever that is."""
    return Conflict(
        Text(
            f"Kode {code} sudah dipakai. Pilih kode lain.",
            f"The code {code} is taken. Choose another one.",
        ),
        errors=[Refusal(pointer, Text("sudah dipakai", "is taken"))],
    )


async def check_free(session: Session, new: Mapping[str, str], *, all_at: str) -> None:
    """Check that new codes are free, everywhere: the last check before they are stored.

    `new`: where each code stands. Of several none is named, but where they all stand (`all_at`):
    that would tell which of them are free, and nothing was created.

    Raises:
        Conflict: One is taken.
    """
    if not await store.taken(session, new.keys()):
        return
    if len(new) == 1:
        raise code_taken(*next(iter(new.items())))
    raise Conflict(
        Text(
            f"Di antara {len(new)} kode baru ada yang sudah dipakai di tempat lain. Kirim sebagian"
            " saja untuk menemukannya.",
            f"Among the {len(new)} new codes some are taken elsewhere. Send some of them only to"
            " find those.",
        ),
        errors=[Refusal(all_at, Text("ada kode yang sudah dipakai", "a code is taken"))],
    )
