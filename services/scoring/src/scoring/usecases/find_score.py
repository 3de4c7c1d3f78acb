"""Find scores that are within the reach of whoever asks, with all they are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, Invalid, NotFound
from kit.languages import Text
from rules.edition import Node
from scoring.domain.assessment import Assessment
from scoring.domain.summary import moment_words
from scoring.domain.trace import RuleTrace
from scoring.store import past, shown
from scoring.store.memory import Memory
from scoring.store.shown import ShownScore
from scoring.usecases.load_assessments import read_assessments
from scoring.usecases.read_past import heads_as_of, read_past


class FoundNode(NamedTuple):
    """A node of an assessment's edition, with the assessment's state.

    `traces` are those of all rules by indicator, where they were recomputed or read at once.
    """

    score: ShownScore
    assessment: Assessment
    node: Node
    traces: Mapping[str, RuleTrace] | None = None

    @property
    def indicator(self) -> int:
        """Return the position of a node that is answered among all of them."""
        return self.assessment.compiled.edition.position[self.node.code]


async def find_score(
    session: Session,
    assessment_id: UUID,
    principal: Principal,
    *,
    as_of: datetime | None = None,
) -> ShownScore:
    """Return the head of a score, perhaps as it was known at a moment.

    Raises:
        NotFound: There is no such assessment, or there was none at that moment.
        Forbidden: Its agency is outside the subtree of the token's agency.
    """
    root = root_of(principal)
    found = await shown.find(session, assessment_id)
    if found is None:
        raise NotFound(
            Text("Penilaian ini tidak ada.", "There is no such assessment."),
            errors=[FieldError("path/assessment_id", Text("tidak ada", "does not exist"))],
        )
    await check_reach(session, root, found.opening.agency_code, pointer="path/assessment_id")
    if as_of is None:
        return found
    then = await heads_as_of(session, [found], as_of)
    if not then:
        raise await _not_known_then(session, assessment_id)
    return then[0]


async def find_scores(
    session: Session,
    principal: Principal,
    *,
    position: tuple[str, UUID] | None,
    campaign_code: str | None,
    agency_code: str | None,
    limit: int,
    as_of: datetime | None = None,
    improving: bool | None = None,
) -> Sequence[ShownScore]:
    """Return the heads of the scores of the token's agency and all below it.

    Who may see what is a question of now, also where `as_of` asks what was known then.

    Raises:
        Invalid: Whether they improve is asked of what was known then.
        NotFound: There is no agency `agency_code`, and the token's agency is the top of the tree.
        Forbidden: It is outside of the subtree, whether or not it exists.
    """
    root = root_of(principal)
    if improving is not None and as_of is not None:
        raise _only_of_now()
    if agency_code is not None:
        await check_reach(session, root, agency_code, pointer="query/agency")
    found = await shown.after(
        session,
        position,
        root_code=root,
        campaign_code=campaign_code,
        agency_code=agency_code,
        limit=limit,
        as_of=as_of,
        improving=improving,
    )
    return found if as_of is None else await heads_as_of(session, found, as_of)


async def read_state(session: Session, score: ShownScore, memory: Memory) -> Assessment | None:
    """Return all that a score is made of; None while its edition is not known."""
    if score.as_of is not None:
        known = await read_past(session, [score.opening], score.as_of, memory)
        return next((each.assessment for each in known.values()), None)
    found = await read_assessments(session, [score.opening], memory)
    return found[0][0] if found else None


async def read_states(
    session: Session, scores: Sequence[ShownScore], as_of: datetime | None, memory: Memory
) -> Mapping[UUID, Assessment]:
    """Return what scores are made of, as far as their editions are known."""
    openings = [score.opening for score in scores]
    if as_of is not None:
        past = await read_past(session, openings, as_of, memory)
        return {assessment_id: each.assessment for assessment_id, each in past.items()}
    read = await read_assessments(session, openings, memory)
    return {opening.assessment_id: state for state, opening in read}


async def find_node(
    session: Session, score: ShownScore, node_code: str, memory: Memory
) -> FoundNode:
    """Return a node of an assessment with its state.

    Raises:
        NotFound: The edition is not known yet or has no such node.
    """
    assessment, traces = await _read_traced(session, score, memory)
    if assessment is not None:
        nodes = assessment.compiled.edition.nodes
        node = next((node for node in nodes if node.code == node_code), None)
        if node is not None:
            return FoundNode(score, assessment, node, traces)
    edition = score.opening.edition_code
    raise NotFound(
        Text(
            f"Edisi {edition} tidak memuat {node_code}.",
            f"The edition {edition} has no {node_code}.",
        ),
        errors=[FieldError("query/indicator", Text("tidak ada", "does not exist"))],
    )


async def _read_traced(
    session: Session, score: ShownScore, memory: Memory
) -> tuple[Assessment | None, Mapping[str, RuleTrace] | None]:
    if score.as_of is None:
        return await read_state(session, score, memory), None
    known = await read_past(session, [score.opening], score.as_of, memory)
    found = known.get(score.opening.assessment_id)
    return (None, None) if found is None else (found.assessment, found.traces)


def _only_of_now() -> Invalid:
    return Invalid(
        Text(
            "Membaik atau tidaknya nilai hanya dapat ditanyakan untuk saat ini.",
            "Whether scores improve can only be asked of now.",
        ),
        errors=[FieldError("query/improving", Text("tanpa as_of", "is without as_of"))],
    )


async def _not_known_then(session: Session, assessment_id: UUID) -> NotFound:
    since = await past.known_since(session, assessment_id)
    at = Text("-", "-") if since is None else Text(*moment_words(since))
    return NotFound(
        Text(
            f"Penilaian ini belum ada pada saat itu; ia diketahui sejak {at.id}.",
            f"There was no such assessment at that moment; it is known since {at.en}.",
        ),
        errors=[FieldError("query/as_of", Text("sebelum pembukaan", "is before the opening"))],
        extra=None if since is None else {"known_since": since.isoformat()},
    )


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


async def check_reach(session: Session, root: str, agency_code: str, *, pointer: str) -> None:
    """Let pass what asks for `root` or an agency below it.

    Raises:
        NotFound: There is no such agency, and `root` is the top of the tree.
        Forbidden: It is outside of the subtree, whether or not it exists.
    """
    line = await shown.line(session, agency_code)
    if root in line:
        return
    # Others than the top of the tree could tell by a 404 which agencies are out of their reach.
    if not await shown.exists(session, agency_code) and await _is_top(session, root):
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
    return await shown.exists(session, root) and await shown.line(session, root) == {root}
