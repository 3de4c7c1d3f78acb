"""What if: the breakdown of a track before and after some levels were others. Nothing is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kit.database import Session
from kit.errors import NotFound, Unprocessable
from rules.answers import Answers, AnswersError, read_answers
from rules.edition import Band, Edition
from rules.evaluation import Breakdown, evaluate
from rules.exact import Number
from rules.text import Text
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import read_state
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import standard_of
from scoring.state.domain.track import TrackCode
from scoring.state.store.memory import Memory


@dataclass(frozen=True, slots=True)
class Trial:
    """A track's breakdown as it is and as it would be."""

    score: ScoreHead
    edition: Edition
    track: TrackCode
    before: Breakdown
    after: Breakdown


def try_levels(
    score: ScoreHead,
    assessment: Assessment,
    track: TrackCode,
    levels: Mapping[str, Any],
    *,
    at: datetime,
) -> Trial:
    """Return what some levels would change; a level of None takes an answer away.

    Raises:
        Unprocessable: A code or level is not of the edition.
    """
    edition = assessment.compiled.edition
    tried = read_levels(edition, levels, pointer="/levels")
    counting = counting_on(edition, track)
    judging = standard_of(assessment, score.opening, at).of(track)
    before = evaluate(counting, answers_of(assessment, track), judging=judging)
    tried_answers = answers_with(assessment, track, tried, gone=levels)
    after = evaluate(counting, tried_answers, judging=judging)
    return Trial(score, edition, track, before, after)


def answers_with(
    assessment: Assessment, track: TrackCode, tried: Answers, *, gone: Collection[str] = ()
) -> Answers:
    """Return a track's answers as if it had those that are tried, and not those that are gone."""
    without = {*gone, *_given_way(assessment, track, tried)}
    answers = answers_of(assessment, track)
    kept = {code: answer for code, answer in answers.items() if code not in without}
    return kept | dict(tried)


def _given_way(assessment: Assessment, track: TrackCode, tried: Answers) -> set[str]:
    """Return the indicators whose derived level gives way to what people say of their criteria."""
    if track != "provisional":
        return set()
    edition = assessment.compiled.edition
    parents = {node.parent_code or "" for node in edition.criteria if node.code in tried}
    return {
        code for code in parents if assessment.source(edition.position[code], track) == "derivation"
    }


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
            errors=[problem.below(pointer) for problem in error.problems],
        ) from error


async def require_state(session: Session, score: ScoreHead, memory: Memory) -> Assessment:
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
    """Return what people and rules gave a track, by code; empty answers are not among it.

    A stage that has not begun has what the stage before it has.
    """
    counted = assessment.levels[assessment.standing(track)].counted
    return {
        node.code: answer
        for place, node in enumerate(assessment.compiled.edition.answered)
        if (answer := counted[place]) is not None and assessment.source(place, track) != "empty"
    }


def counting_on(edition: Edition, track: TrackCode) -> Edition:
    """Return the edition as a track counts with it: on the live track nothing empty counts."""
    if track != "live":
        return edition
    return replace(edition, scales=tuple(replace(scale, empty=None) for scale in edition.scales))


def next_band(edition: Edition, breakdown: Breakdown) -> tuple[Band, Number] | None:
    """Return the next better predicate and how far its lower end is above the index.

    An index that is not judged has no predicate, and so no next one.
    """
    index = breakdown.exact
    if index is None or breakdown.not_judged is not None:
        return None
    above = [
        (band, band.minimum - index)
        for band in edition.predicates
        if band.minimum is not None and not band.holds(index) and band.minimum >= index
    ]
    return min(above, key=lambda band: band[1], default=None)
