"""Find the cheapest raises of levels that bring an assessment to a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kit.database import Session
from kit.errors import FieldError, Unprocessable
from kit.languages import Text
from rules.compiled import CompiledEdition
from rules.edition import Edition, EvidenceHint, Node
from rules.evaluation import Breakdown, evaluate
from rules.exact import Number, announce, text_of
from scoring.domain.assessment import Assessment
from scoring.domain.path import (
    Efforts,
    Goal,
    NoLinearNodeError,
    NoPathError,
    Problem,
    problem_of,
    simplest_sum,
)
from scoring.domain.track import TrackCode
from scoring.store.memory import Memory
from scoring.store.shown import ShownScore
from scoring.usecases.solve_path import solve_path
from scoring.usecases.take_turns import in_turn
from scoring.usecases.try_levels import answers_of, require_state


@dataclass(frozen=True, slots=True)
class IndicatorRaise:
    """What one indicator must gain. `evidence`: what proves it and is not there yet."""

    node: Node
    level_from: Number
    level_to: Number
    effort: Number
    gain: Number
    evidence: tuple[EvidenceHint, ...]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item of evidence that must be made, and the indicators that need it."""

    hint: EvidenceHint
    effort: Number
    indicator_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A set of raises that reaches the goal, and what the scores are then."""

    effort: Number
    raises: tuple[IndicatorRaise, ...]
    evidence: tuple[EvidenceItem, ...]
    after: Breakdown


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest way to a goal, and the next cheapest that are others."""

    score: ShownScore
    edition: Edition
    track: TrackCode
    goal: Goal
    before: Breakdown
    needed: Number
    ways: tuple[Way, ...]


async def find_path(
    session: Session,
    score: ShownScore,
    track: TrackCode,
    goal: Goal,
    *,
    efforts: Efforts,
    alternatives: int,
    memory: Memory,
) -> Path:
    """Return the cheapest way to the goal; proven, and reckoned exactly.

    Raises:
        NotFound: The assessment's edition is not known yet.
        Unprocessable: A code is not of the edition, or nothing reaches the goal.
        Unavailable: The optimum is not proven in time, or others are being looked for.
    """
    assessment = await require_state(session, score, memory)
    compiled = assessment.compiled
    _check_codes(compiled.edition, goal, efforts)
    levels = compiled.resolved(assessment.levels[track].counted)

    def reckoned() -> Path:
        problem = _problem(compiled, levels, goal, efforts)
        ways = tuple(
            _way(compiled.edition, assessment, track, problem, chosen)
            for chosen in solve_path(problem, solutions=alternatives + 1)
        )
        before = evaluate(compiled.edition, answers_of(assessment, track))
        return Path(score, compiled.edition, track, goal, before, problem.needed, ways)

    # Hostile efforts take the solver all of its time: nothing else must wait for it.
    return await in_turn(reckoned)


def _problem(
    compiled: CompiledEdition, levels: Sequence[Number | None], goal: Goal, efforts: Efforts
) -> Problem:
    try:
        return problem_of(compiled, levels, goal, efforts)
    except NoLinearNodeError as error:
        raise Unprocessable(
            Text(
                f"{goal.node_code} mengambil nilai terendah di bawahnya, sehingga kenaikan tidak"
                " dapat dijumlahkan; pilih simpul lain.",
                f"{goal.node_code} takes the least value below it, so raises do not add up; name"
                " another node.",
            ),
            errors=[FieldError("/node", Text("bukan rata-rata", "is no mean"))],
        ) from error
    except NoPathError as error:
        decimals = compiled.edition.announced_decimals
        highest = announce(error.highest.numerator, error.highest.denominator, decimals)
        raise Unprocessable(
            Text(
                f"Sasaran tidak terjangkau: semua kenaikan memberi paling tinggi {highest}.",
                f"The target is out of reach: all raises there are give {highest} at most.",
            ),
            errors=[FieldError("/target", Text("tidak terjangkau", "is out of reach"))],
            extra={"highest": text_of(error.highest)},
        ) from error


def _way(
    edition: Edition,
    assessment: Assessment,
    track: TrackCode,
    problem: Problem,
    chosen: Sequence[int],
) -> Way:
    hints = {hint.code: hint for node in edition.indicators for hint in node.evidence}
    raises = []
    for code, group in groupby(chosen, key=lambda place: problem.raises[place].code):
        places = [*group]
        steps = [problem.raises[place] for place in places]
        raises.append(
            IndicatorRaise(
                edition.answered[edition.position[code]],
                steps[0].level_from,
                steps[-1].level_to,
                simplest_sum(step.effort for step in steps),
                problem.gain(places),
                tuple(hints[each] for each in problem.evidence_of(places)),
            )
        )
    evidence = tuple(
        EvidenceItem(
            hints[code],
            problem.evidence[code],
            tuple(each.node.code for each in raises if hints[code] in each.evidence),
        )
        for code in problem.evidence_of(chosen)
    )
    reached = {each.node.code: each.level_to for each in raises}
    after = evaluate(edition, {**answers_of(assessment, track), **reached})
    return Way(problem.effort(chosen), tuple(raises), evidence, after)


def _check_codes(edition: Edition, goal: Goal, efforts: Efforts) -> None:
    inner = {node.code for node in edition.inner}
    known = {node.code for node in edition.indicators}
    hints = {hint.code for node in edition.indicators for hint in node.evidence}
    unknown = [("/node", goal.node_code)] if goal.node_code not in inner else []
    unknown += [("/locked", code) for code in goal.locked if code not in known]
    unknown += [(f"/ceilings/{code}", code) for code in goal.ceilings if code not in known]
    unknown += [(f"/efforts/{code}", code) for code, _ in efforts.raises if code not in known]
    unknown += [
        (f"/evidence_efforts/{code}", code) for code in efforts.evidence if code not in hints
    ]
    if unknown:
        raise Unprocessable(
            Text("Periksa bagian yang disebut.", "Check the parts that are named."),
            errors=[
                FieldError(
                    pointer,
                    Text(f"{edition.code} tidak memuat {code}", f"{edition.code} has no {code}"),
                )
                for pointer, code in unknown
            ],
        )
