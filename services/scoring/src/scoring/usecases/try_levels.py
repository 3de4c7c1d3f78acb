"""What if: the breakdown of a track before and after some levels were others. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.database import Session
from kit.errors import FieldError, NotFound, Unprocessable
from kit.languages import Text
from rules.answers import Answers, AnswersError, read_answers
from rules.edition import Band, Edition
from rules.evaluation import Breakdown, evaluate
from rules.exact import Number
from scoring.domain.assessment import Assessment
from scoring.domain.track import TrackCode
from scoring.store.memory import Memory
from scoring.store.shown import ShownScore
from scoring.usecases.find_score import read_state


@dataclass(frozen=True, slots=True)
class Trial:
    """A track's breakdown as it is and as it would be."""

    score: ShownScore
    edition: Edition
    track: TrackCode
    before: Breakdown
    after: Breakdown


async def try_levels(
    session: Session,
    score: ShownScore,
    track: TrackCode,
    levels: Mapping[str, Any],
    memory: Memory,
) -> Trial:
    """Return what some levels would change; a level of None takes an answer away.

    Raises:
        NotFound: The assessment's edition is not known yet.
        Unprocessable: A code or level is not of the edition.
    """
    assessment = await require_state(session, score, memory)
    edition = assessment.compiled.edition
    tried = read_levels(edition, levels, pointer="/levels")
    answers = answers_of(assessment, track)
    kept = {code: answer for code, answer in answers.items() if code not in levels}
    before, after = evaluate(edition, answers), evaluate(edition, kept | dict(tried))
    return Trial(score, edition, track, before, after)


def read_levels(edition: Edition, levels: Mapping[str, Any], *, pointer: str) -> Answers:
    """Return levels as people write them, by code.

    Raises:
        Unprocessable: A code or level is not of the edition; all are named below `pointer`.
    """
    try:
        return read_answers(edition, levels)
    except AnswersError as error:
        raise Unprocessable(
            Text("Periksa tingkat yang disebut.", "Check the levels that are named."),
            errors=[
                FieldError(f"{pointer}{problem.pointer}", Text(problem.text.id, problem.text.en))
                for problem in error.problems
            ],
        ) from error


async def require_state(session: Session, score: ShownScore, memory: Memory) -> Assessment:
    """Return all that a score is made of.

    Raises:
        NotFound: Its edition is not known yet.
    """
    assessment = await read_state(session, score, memory)
    if assessment is None:
        code = score.opening.edition_code
        raise NotFound(
            Text(f"Edisi {code} belum dikenal.", f"The edition {code} is not known yet.")
        )
    return assessment


def answers_of(assessment: Assessment, track: TrackCode) -> Answers:
    """Return what people and rules gave a track, by code; empty answers are not among it."""
    counted = assessment.levels[track].counted
    return {
        node.code: answer
        for place, node in enumerate(assessment.compiled.edition.answered)
        if (answer := counted[place]) is not None and assessment.source(place, track) != "empty"
    }


def next_band(edition: Edition, index: Number | None) -> tuple[Band, Number] | None:
    """Return the next better predicate and how far its lower end is above the index."""
    if index is None:
        return None
    above = [
        (band, band.minimum - index)
        for band in edition.predicates
        if band.minimum is not None and not band.holds(index) and band.minimum >= index
    ]
    return min(above, key=lambda each: each[1], default=None)
