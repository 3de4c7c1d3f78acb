"""Find the cheapest raises of levels that bring an assessment to a target."""

from dataclasses import dataclass
from itertools import groupby

from kit.errors import Unprocessable
from rules.compiled import CompiledEdition
from rules.edition import Edition, EvidenceHint, Node
from rules.evaluation import Breakdown
from rules.exact import Number, announce, text_of
from rules.floor import NOT_YET, percent
from rules.refusal import Refusal
from rules.text import Text
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.choice import Footing
from scoring.state.domain.track import TrackCode
from scoring.trials.domain.deadline import Deadline
from scoring.trials.domain.goal import Efforts, Goal, Problem, simplest_sum
from scoring.trials.domain.path import NoFloorError, NoLinearNodeError, NoPathError, problem_of
from scoring.trials.usecases.read_question import Question, Standing
from scoring.trials.usecases.solve_path import Solution, solve_path


@dataclass(frozen=True, slots=True)
class IndicatorRaise:
    """What one indicator must gain. `evidence`: what proves it and is not there yet.

    `level_from`: None where it has no level yet. `gain`: what the goal's node would lack without
    it; None where it would have no value. `is_first_answer`: nobody gave it a level before.
    """

    node: Node
    level_from: Number | None
    level_to: Number
    effort: Number
    gain: Number | None
    evidence: tuple[EvidenceHint, ...]
    is_first_answer: bool


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item of evidence that must be made, and the indicators that need it."""

    hint: EvidenceHint
    effort: Number
    indicator_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A set of raises that reaches the goal, and what the scores are then.

    `without_level` have none even then, so the others carry their weight. `is_proven`: no other
    way is cheaper than it and those before it.
    """

    effort: Number
    raises: tuple[IndicatorRaise, ...]
    evidence: tuple[EvidenceItem, ...]
    after: Breakdown
    without_level: tuple[str, ...]
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest way to a goal, and the next cheapest that are others.

    `needed`: how far the node is from the target; None while it has no value. `needed_share`: how
    much of its weight must still get a level before it is judged, which `footing` tells of; every
    way brings that too. `is_complete`: there was time to look for all ways that were asked for.
    """

    score: ScoreHead
    edition: Edition
    track: TrackCode
    goal: Goal
    before: Breakdown
    needed: Number | None
    needed_share: Number
    footing: Footing
    ways: tuple[Way, ...]
    without_level: tuple[str, ...]
    is_complete: bool


def find_path(question: Question, deadline: Deadline) -> Path:
    """Return the cheapest way to the goal, computed exactly; what is proven in time is marked so.

    Raises:
        Unprocessable: Nothing reaches the goal, or nothing that would be judged does.
        Unavailable: There was no time to find a way.
    """
    standing, goal = question.standing, question.goal
    problem = _problem(question.compiled, standing, goal, question.efforts)
    solved = solve_path(problem, solutions=question.alternatives + 1, deadline=deadline)
    if not solved.found:
        raise _not_both(standing)
    return Path(
        question.score,
        standing.edition,
        standing.track,
        goal,
        standing.after({}),
        problem.needed,
        problem.needed_share,
        standing.footing,
        tuple(_way(standing, problem, solution) for solution in solved.found),
        standing.without_level,
        solved.is_complete,
    )


def _problem(
    compiled: CompiledEdition, standing: Standing, goal: Goal, efforts: Efforts
) -> Problem:
    # On the live track nobody decides: only facts can give a first level there.
    unanswered = () if standing.track == "live" else standing.without_level
    try:
        return problem_of(
            compiled, standing.levels, goal, efforts, unanswered=unanswered, lack=standing.lack
        )
    except NoLinearNodeError as error:
        raise Unprocessable(
            Text(
                f"{goal.node_code} mengambil nilai terendah di bawahnya, sehingga kenaikan tidak"
                " dapat dijumlahkan; pilih simpul lain.",
                f"{goal.node_code} takes the least value below it, so raises do not add up; name"
                " another node.",
            ),
            errors=[Refusal("/node", Text("bukan rata-rata", "is no mean"))],
        ) from error
    except NoPathError as error:
        raise _out_of_reach(standing, error.highest) from error
    except NoFloorError as error:
        raise _never_judged(standing, error.share) from error


def _out_of_reach(standing: Standing, highest: Number | None) -> Unprocessable:
    """Say how far raises get, and what is not known rather than out of reach."""
    left, decimals = standing.without_level, standing.edition.announced_decimals
    extra = {"highest": None if highest is None else text_of(highest), "without_level": [*left]}
    most = Text("tidak ada yang dapat dinaikkan", "there is nothing to raise")
    if highest is not None:
        reached = announce(highest.numerator, highest.denominator, decimals)
        most = Text(
            f"dengan semua kenaikan yang ada, nilainya paling tinggi {reached}",
            f"with all raises that there are, the value is {reached} at most",
        )
    if standing.track != "live" or not left:
        said = Text(
            f"Target tidak dapat dicapai: {most.id}.", f"The target is out of reach: {most.en}."
        )
        short = Text("tidak dapat dicapai", "is out of reach")
    else:
        codes = ", ".join(left)
        said = Text(
            "Langkah menuju target belum dapat dihitung. Pada jalur langsung, tingkat hanya datang"
            f" dari fakta, dan indikator berikut belum punya faktanya: {codes}. Tanpa indikator"
            f" itu, {most.id}.",
            "The path to the target cannot be told yet. On the live track only facts give levels,"
            f" and these indicators have none yet: {codes}. Without them, {most.en}.",
        )
        short = Text("belum dapat dihitung", "cannot be said yet")
    return Unprocessable(said, errors=[Refusal("/target", short)], extra=extra)


def _never_judged(standing: Standing, share: Number) -> Unprocessable:
    """Say that too little can be answered for the target ever to be judged."""
    note = standing.footing.note or NOT_YET
    if standing.track == "live":
        said = Text(
            f"{note.id} Pada jalur langsung hanya fakta yang memberi tingkat, sehingga tidak ada"
            " langkah menuju target yang hasilnya dapat dinilai.",
            f"{note.en} On the live track only facts give levels, so there is no path to the target"
            " whose result would be judged.",
        )
    elif standing.footing.judging.is_out_of_reach(standing.footing.left_out):
        said = Text(
            f"{note.id} Karena itu tidak ada langkah menuju target yang hasilnya dapat dinilai.",
            f"{note.en} So there is no path to the target whose result would be judged.",
        )
    else:
        most = percent(standing.footing.share + share)
        said = Text(
            f"{note.id} Indikator yang boleh dijawab hanya membawanya sampai {most}, sehingga tidak"
            " ada langkah menuju target yang hasilnya dapat dinilai. Longgarkan indikator yang"
            " dikunci atau batas tingkatnya.",
            f"{note.en} The indicators that may be answered bring it to {most} only, so there is no"
            " path to the target whose result would be judged. Lock fewer indicators, or raise"
            " their ceilings.",
        )
    return _not_judged(standing, said)


def _not_both(standing: Standing) -> Unprocessable:
    """Say that the answers which are missing would bring the node below the target."""
    note = standing.footing.note or NOT_YET
    return _not_judged(
        standing,
        Text(
            f"{note.id} Target dan ambang itu tidak dapat dicapai bersama: jawaban yang masih"
            " kurang membuat nilainya di bawah target.",
            f"{note.en} The target and this floor cannot both be reached: with the answers that are"
            " missing the value is below the target.",
        ),
    )


def _not_judged(standing: Standing, said: Text) -> Unprocessable:
    footing = standing.footing
    return Unprocessable(
        said,
        errors=[Refusal("/target", Text("belum dapat dinilai", "cannot be judged yet"))],
        extra={
            "not_judged": footing.not_judged,
            "level_share": text_of(footing.share),
            "without_level": [*standing.without_level],
        },
    )


def _way(standing: Standing, problem: Problem, solution: Solution) -> Way:
    edition, chosen = standing.edition, solution.chosen
    hints = {hint.code: hint for node in edition.indicators for hint in node.evidence}
    gains = problem.gains(chosen)
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
                gains[code],
                tuple(hints[item] for item in problem.evidence_of(places)),
                code in standing.lack.of_code,
            )
        )
    evidence = tuple(
        EvidenceItem(
            hints[code],
            problem.evidence[code],
            tuple(step.node.code for step in raises if hints[code] in step.evidence),
        )
        for code in problem.evidence_of(chosen)
    )
    reached = {step.node.code: step.level_to for step in raises}
    without = tuple(code for code in standing.without_level if code not in reached)
    return Way(
        problem.effort(chosen),
        tuple(raises),
        evidence,
        standing.after(reached),
        without,
        solution.is_proven,
    )
