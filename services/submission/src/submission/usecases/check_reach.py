"""The reach of whoever asks: the agency that their token names, and all below it."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text
from submission.store import agency


async def check_reach(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Let pass who reaches an agency.

    Raises:
        NotFound: There is no such agency.
        Forbidden: It is outside the subtree of the token's agency.
    """
    line = await agency.line(session, agency_code)
    if not line:
        raise NotFound(
            Text(f"Instansi {agency_code} tidak ada.", f"There is no agency {agency_code}."),
            errors=[FieldError(pointer, Text("tidak ada", "does not exist"))],
        )
    if root_of(principal) not in line:
        raise out_of_reach(agency_code, pointer=pointer)


def root_of(principal: Principal) -> str:
    """Return the agency to whose subtree the token is bound.

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
    return principal.agency_code


def out_of_reach(agency_code: str, *, pointer: str) -> Forbidden:
    """Return the error for an agency outside the subtree of the token's agency."""
    return Forbidden(
        Text(
            f"{agency_code} berada di luar instansi Anda dan bawahannya.",
            f"{agency_code} is neither your agency nor below it.",
        ),
        errors=[FieldError(pointer, Text("di luar kewenangan", "is out of your reach"))],
    )
