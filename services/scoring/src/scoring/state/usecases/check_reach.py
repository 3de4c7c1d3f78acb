"""Which agencies a token reaches: its own and all below it."""

from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text
from scoring.state.domain.assessment import Opening
from scoring.state.store import agency, assessment


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


async def find_opening(session: Session, assessment_id: UUID, principal: Principal) -> Opening:
    """Return the opening of an assessment within reach.

    Raises:
        NotFound: There is no such assessment.
        Forbidden: Its agency is outside the subtree of the token's agency.
    """
    root = root_of(principal)
    found = (await assessment.find(session, [assessment_id])).get(assessment_id)
    if found is None:
        raise no_assessment()
    await check_reach(session, root, found.agency_code, pointer="path/assessment_id")
    return found


def no_assessment() -> NotFound:
    """Return the error that there is no such assessment."""
    return NotFound(
        Text("Penilaian ini tidak ada.", "There is no such assessment."),
        errors=[FieldError("path/assessment_id", Text("tidak ada", "does not exist"))],
    )


async def check_reach(session: Session, root: str, agency_code: str, *, pointer: str) -> None:
    """Let pass what asks for `root` or an agency below it.

    Raises:
        NotFound: There is no such agency, and `root` is the top of the tree.
        Forbidden: It is outside of the subtree, whether or not it exists.
    """
    line = await agency.line(session, agency_code)
    if root in line:
        return
    # Others than the top of the tree could tell by a 404 which agencies are out of their reach.
    if not await agency.exists(session, agency_code) and await _is_top(session, root):
        raise NotFound(
            Text(f"Instansi {agency_code} tidak ada.", f"There is no agency {agency_code}."),
            errors=[FieldError(pointer, Text("tidak ada", "does not exist"))],
        )
    raise Forbidden(
        Text(
            f"{agency_code} berada di luar instansi Anda dan bawahannya.",
            f"{agency_code} is neither your agency nor below it.",
        ),
        errors=[FieldError(pointer, Text("di luar kewenangan", "is out of your reach"))],
    )


async def _is_top(session: Session, root: str) -> bool:
    return await agency.exists(session, root) and await agency.line(session, root) == {root}
