"""Check that an author may publish editions of an instrument."""

from collections.abc import Mapping
from typing import Any, Final

from instrument.agencies.domain import Author
from instrument.agencies.usecases.require_owner import require_owner
from instrument.editions.store import editions
from kit.database import Session

_PART: Final = "/instrument_code"


async def require_instrument(session: Session, document: Mapping[str, Any], author: Author) -> None:
    """Require that the instrument of an edition is the author's, or nobody's yet.

    An instrument belongs to the owner of the edition of it that was published first: its editions
    decide the years, the series and the targets of all whom it measures. A document that names none
    has a defect, and is somebody's once it does.

    Raises:
        NotOwnerError: It belongs to the product, or to an agency that the author does not stand at
            or above.
    """
    code = document.get("instrument_code")
    if not isinstance(code, str):
        return
    first = await editions.first_of_instrument(session, code)
    if first is not None:
        await require_owner(session, first.owner_code, author, what=code, part=_PART)
