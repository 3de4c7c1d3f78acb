"""Who may see what: a principal sees the subtree of the agency in the token."""

from typing import Annotated

from integration.agencies import store
from kit.auth import ROLES, Principal, require
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text

Operator = Annotated[Principal, require("operator")]
Overseer = Annotated[Principal, require("operator", "coordinator", "leader", "inspectorate")]
Staff = Annotated[Principal, require(*sorted(ROLES - {"source", "public"}))]


async def visible_to(session: Session, principal: Principal) -> set[str]:
    """Return the agencies the principal may see.

    Raises:
        Forbidden: The token is bound to no agency.
    """
    if principal.agency_code is None:
        raise Forbidden(
            Text(
                "Token Anda tidak terikat pada instansi mana pun.",
                "Your token is bound to no agency.",
            )
        )
    return await store.subtree(session, principal.agency_code)


async def check_agency(
    session: Session, principal: Principal, agency_code: str, pointer: str
) -> None:
    """Let only those in who are responsible for the agency.

    Raises:
        NotFound: There is no such agency, and the principal's is the top of the tree: others could
            tell by it which agencies are outside of their subtree.
        Forbidden: The agency is not in the principal's subtree, whether or not it exists.
    """
    if agency_code in await visible_to(session, principal):
        return
    if not await store.known(session, {agency_code}) and await store.is_top(
        session, principal.agency_code or ""
    ):
        raise missing(
            pointer,
            Text(f"Instansi {agency_code} tidak ada.", f"There is no agency {agency_code}."),
        )
    raise Forbidden(
        Text(
            f"Instansi {agency_code} berada di luar wewenang Anda.",
            f"The agency {agency_code} is outside of your responsibility.",
        ),
        errors=[FieldError(pointer, Text("di luar wewenang", "is outside"))],
    )


def missing(pointer: str, detail: Text) -> NotFound:
    """Return the error for a thing that is not there."""
    return NotFound(detail, errors=[FieldError(pointer, Text("tidak ada", "does not exist"))])
