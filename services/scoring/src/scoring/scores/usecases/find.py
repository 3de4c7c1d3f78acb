"""Find scores that are within the reach of whoever asks, with all they are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import Invalid, NotFound
from rules.refusal import Refusal
from rules.text import Text
from scoring.scores.domain import ScoreFilter
from scoring.scores.store import heads, past
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.read_past import heads_as_of, read_past
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.moment import moment_words
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import AGENCIES, check_reach, no_assessment
from scoring.state.usecases.load import read_assessments


async def find_score(
    session: Session,
    assessment_id: UUID,
    principal: Principal,
    *,
    as_of: datetime | None = None,
) -> ScoreHead:
    """Return the head of a score, perhaps as it was known at a moment.

    Raises:
        NotFound: There is no such assessment within reach, or there was none at that moment.
    """
    root = AGENCIES.root_of(principal)
    found = await heads.find(session, assessment_id, root_code=root)
    if found is None:
        raise no_assessment(assessment_id)
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
    wanted: ScoreFilter,
    limit: int,
    at: datetime,
    as_of: datetime | None = None,
) -> Sequence[ScoreHead]:
    """Return the heads of the scores of the token's agency and all below it.

    Who may see what is a question of now, also where `as_of` asks what was known then. `at`: the
    moment that is asked about.

    Raises:
        Invalid: Whether they improve is asked of what was known then.
        NotFound: There is no such agency within reach.
    """
    root = AGENCIES.root_of(principal)
    if wanted.improving is not None and as_of is not None:
        raise _only_of_now()
    if wanted.agency_code is not None:
        await check_reach(session, principal, wanted.agency_code, pointer="agency_code")
    found = await heads.after(
        session,
        position,
        root_code=root,
        wanted=wanted,
        limit=limit,
        day=at.date(),
        as_of=as_of,
    )
    return found if as_of is None else await heads_as_of(session, found, as_of)


async def read_state(session: Session, score: ScoreHead, memory: Memory) -> Assessment | None:
    """Return all that a score is made of; None while its edition is not known."""
    if score.as_of is not None:
        known = await read_past(session, [score.opening], score.as_of, memory)
        return next((each.assessment for each in known.values()), None)
    found = await read_assessments(session, [score.opening], memory)
    return found[0][0] if found else None


async def read_states(
    session: Session, scores: Sequence[ScoreHead], memory: Memory
) -> Mapping[UUID, Assessment]:
    """Return what scores are made of now, as far as their editions are known."""
    read = await read_assessments(session, [score.opening for score in scores], memory)
    return {opening.assessment_id: state for state, opening in read}


def _only_of_now() -> Invalid:
    return Invalid(
        Text(
            "Membaik atau tidaknya nilai hanya dapat ditanyakan untuk saat ini.",
            "Whether scores improve can only be asked of now.",
        ),
        errors=[Refusal("improving", Text("tanpa as_of", "is without as_of"))],
    )


async def _not_known_then(session: Session, assessment_id: UUID) -> NotFound:
    since = await past.known_since(session, assessment_id)
    at = Text("-", "-") if since is None else moment_words(since)
    return NotFound(
        Text(
            f"Penilaian ini belum ada pada saat itu; ia diketahui sejak {at.id}.",
            f"There was no such assessment at that moment; it is known since {at.en}.",
        ),
        errors=[Refusal("as_of", Text("sebelum pembukaan", "is before the opening"))],
        extra=None if since is None else {"known_since": since.isoformat()},
    )
