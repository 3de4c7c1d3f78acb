"""Find scores that are within the reach of whoever asks, with all they are made of."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, NotFound
from kit.languages import Text
from rules.edition import Node
from scoring.domain.assessment import Assessment
from scoring.store import shown
from scoring.store.memory import Memory
from scoring.store.shown import ShownScore
from scoring.usecases.load_assessments import read_assessments


class FoundIndicator(NamedTuple):
    """An indicator of an assessment, by its position in the edition."""

    score: ShownScore
    assessment: Assessment
    indicator: int

    @property
    def node(self) -> Node:
        """Return the indicator's node."""
        return self.assessment.compiled.edition.answered[self.indicator]


async def find_score(session: Session, assessment_id: UUID, principal: Principal) -> ShownScore:
    """Return the head of a score.

    Raises:
        NotFound: There is no such assessment.
        Forbidden: Its agency is outside the subtree of the token's agency.
    """
    root = _root_of(principal)
    found = await shown.find(session, assessment_id)
    if found is None:
        raise NotFound(
            Text("Penilaian ini tidak ada.", "There is no such assessment."),
            errors=[FieldError("path/assessment_id", Text("tidak ada", "does not exist"))],
        )
    await _check_reach(session, root, found.opening.agency_code, pointer="path/assessment_id")
    return found


async def find_scores(
    session: Session,
    principal: Principal,
    *,
    position: tuple[str, UUID] | None,
    campaign_code: str | None,
    agency_code: str | None,
    limit: int,
) -> Sequence[ShownScore]:
    """Return the heads of the scores of the token's agency and all below it.

    Raises:
        Forbidden: `agency_code` is outside of that.
    """
    root = _root_of(principal)
    if agency_code is not None:
        await _check_reach(session, root, agency_code, pointer="query/agency")
    return await shown.after(
        session,
        position,
        root_code=root,
        campaign_code=campaign_code,
        agency_code=agency_code,
        limit=limit,
    )


async def read_state(session: Session, score: ShownScore, memory: Memory) -> Assessment | None:
    """Return all that a score is made of; None while its edition is not known."""
    found = await read_assessments(session, [score.opening], memory)
    return found[0][0] if found else None


async def find_indicator(
    session: Session, score: ShownScore, indicator_code: str, memory: Memory
) -> FoundIndicator:
    """Return an indicator of an assessment with its state.

    Raises:
        NotFound: The edition is not known yet or has no such indicator.
    """
    assessment = await read_state(session, score, memory)
    if assessment is not None:
        indicator = assessment.compiled.edition.position.get(indicator_code)
        if indicator is not None:
            return FoundIndicator(score, assessment, indicator)
    edition = score.opening.edition_code
    raise NotFound(
        Text(
            f"Edisi {edition} tidak memuat indikator {indicator_code}.",
            f"The edition {edition} has no indicator {indicator_code}.",
        ),
        errors=[FieldError("query/indicator", Text("tidak ada", "does not exist"))],
    )


def _root_of(principal: Principal) -> str:
    if principal.agency_code is None:
        raise Forbidden(
            Text(
                "Token Anda tidak terikat pada instansi mana pun.",
                "Your token is bound to no agency.",
            )
        )
    return principal.agency_code


async def _check_reach(session: Session, root: str, agency_code: str, *, pointer: str) -> None:
    if root not in await shown.line(session, agency_code):
        raise Forbidden(
            Text(
                f"{agency_code} berada di luar instansi Anda dan bawahannya.",
                f"{agency_code} is neither your agency nor below it.",
            ),
            errors=[FieldError(pointer, Text("di luar kewenangan", "is out of your reach"))],
        )
