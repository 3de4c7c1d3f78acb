"""The reach of whoever asks: the agency that their token names, and all below it."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text
from submission.agencies import store


async def check_reach(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Let pass who reaches an agency.

    Raises:
        NotFound: There is no such agency, and the token's agency is the top of the tree.
        Forbidden: It is outside the subtree of the token's agency, whether or not it exists.
    """
    line = await store.line(session, agency_code)
    if root_of(principal) in line:
        return
    if not line and await hears_of_absence(session, principal, agency_code):
        raise absent(agency_code, pointer=pointer)
    raise out_of_reach(agency_code, pointer=pointer)


async def hears_of_absence(session: Session, principal: Principal, agency_code: str) -> bool:
    """Say whether to tell that there is no such agency.

    Others than the top of the tree could tell by it which agencies are outside of their reach.
    """
    root = root_of(principal)
    return agency_code == root or await store.line(session, root) == [root]


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


def absent(agency_code: str, *, pointer: str) -> NotFound:
    """Return the error for an agency that does not exist."""
    return NotFound(
        Text(f"Instansi {agency_code} tidak ada.", f"There is no agency {agency_code}."),
        errors=[FieldError(pointer, Text("tidak ada", "does not exist"))],
    )


def out_of_reach(agency_code: str, *, pointer: str) -> Forbidden:
    """Return the error for an agency outside the subtree of the token's agency."""
    return Forbidden(
        Text(
            f"{agency_code} berada di luar instansi Anda dan bawahannya.",
            f"{agency_code} is neither your agency nor below it.",
        ),
        errors=[FieldError(pointer, Text("di luar kewenangan", "is out of your reach"))],
    )
