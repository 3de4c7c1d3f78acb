"""Read all that a path to a target is found from, so that nothing more is read while it is."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import chain

from kit.database import Session
from kit.errors import Unprocessable, refuse
from rules.answers import Answers
from rules.compiled import CompiledEdition
from rules.edition import Edition
from rules.evaluation import Breakdown, evaluate
from rules.exact import Number, simplest, text_of
from rules.floor import Judging
from rules.refusal import Refusal, pointer_to
from rules.text import Text
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import Footing, Standard, footing_of, standard_of
from scoring.state.domain.track import TrackCode
from scoring.state.store.memory import Memory
from scoring.trials.domain.goal import Efforts, Goal, Lack
from scoring.trials.domain.path import nodes_below
from scoring.trials.usecases.try_levels import answers_of, counting_on, require_state


@dataclass(frozen=True, slots=True)
class Standing:
    """What a track counts now. `without_level`: what is below the node and could have a level.

    `footing`: what the goal's node rests on, and `lack`: what it lacks to be judged.
    """

    edition: Edition
    track: TrackCode
    answers: Answers
    levels: Sequence[Number | None]
    without_level: tuple[str, ...]
    judging: Judging
    footing: Footing
    lack: Lack

    def after(self, reached: Answers) -> Breakdown:
        """Return what the track adds up to with other levels."""
        counting = counting_on(self.edition, self.track)
        return evaluate(counting, {**self.answers, **reached}, judging=self.judging)


@dataclass(frozen=True, slots=True)
class Question:
    """All that a path is found from; nothing more is read for it."""

    score: ScoreHead
    compiled: CompiledEdition
    standing: Standing
    goal: Goal
    efforts: Efforts
    alternatives: int


async def read_question(
    session: Session,
    score: ScoreHead,
    track: TrackCode,
    goal: Goal,
    *,
    efforts: Efforts,
    alternatives: int,
    memory: Memory,
    at: datetime,
) -> Question:
    """Return what is asked, with what the score is made of.

    Raises:
        NotFound: The assessment's edition is not known yet.
        Unprocessable: A code is not of the edition, or the track is not judged however much of it
            is answered.
    """
    assessment = await require_state(session, score, memory)
    edition = assessment.compiled.edition
    _check_codes(edition, goal, efforts)
    standard = standard_of(assessment, score.opening, at)
    standing = _standing(assessment, track, goal.node_code, standard)
    _check_judged(standing.footing)
    return Question(score, assessment.compiled, standing, goal, efforts, alternatives)


def _standing(
    assessment: Assessment, track: TrackCode, node_code: str, standard: Standard
) -> Standing:
    compiled = assessment.compiled
    edition = compiled.edition
    levels = compiled.resolved(assessment.levels[assessment.standing(track)].counted)
    goal_node, *nodes = nodes_below(edition, node_code)
    below = {node.code for node in nodes}
    without = tuple(
        node.code
        for place, node in enumerate(edition.indicators)
        if node.code in below
        and levels[place] is None
        and assessment.source(place, track) == "empty"
    )
    answers = answers_of(assessment, track)
    footing = footing_of(assessment, goal_node, track, standard)
    lack = _lack(assessment, track, footing, below)
    return Standing(
        edition, track, answers, levels, without, standard.of(track), footing=footing, lack=lack
    )


def _lack(
    assessment: Assessment, track: TrackCode, footing: Footing, below: Collection[str]
) -> Lack:
    """Return what a node lacks to be judged. On the live track nobody can answer anything."""
    compiled, floor = assessment.compiled, footing.judging.floor
    if isinstance(floor, str):
        return Lack()
    places = [place for place, node in enumerate(compiled.edition.indicators) if node.code in below]
    total = sum(compiled.weights[place] for place in places)
    without = {
        compiled.edition.indicators[place].code: simplest(
            Fraction(sum(compiled.weights[at] for at in found), total)
        )
        for place in places
        if track != "live" and (found := [*chain(*assessment.without_level(track, [place]))])
    }
    return Lack(simplest(max(Fraction(0), floor - footing.share)), without)


def _check_judged(footing: Footing) -> None:
    """Refuse what no answer can bring to be judged: a path would seem to lead somewhere."""
    note, reason = footing.note, footing.not_judged
    if note is None or reason == "below_floor":
        return
    if reason == "not_begun":
        said = Text(
            f"{note.id} Langkah menuju target baru dapat dihitung sesudah itu.",
            f"{note.en} A path to a target can be found once it has.",
        )
        error = Refusal("assessment_id", Text("periodenya belum dimulai", "has not begun"))
    else:
        said = Text(
            f"{note.id} Karena itu tidak ada langkah menuju target pada jalur ini.",
            f"{note.en} So there is no path to a target on it.",
        )
        error = Refusal("track", Text("tidak diberi predikat", "has no predicate"))
    shares = {"not_judged": reason, "level_share": text_of(footing.share)}
    raise Unprocessable(said, errors=[error], extra=shares)


def _check_codes(edition: Edition, goal: Goal, efforts: Efforts) -> None:
    inner = {node.code for node in edition.inner}
    known = {node.code for node in edition.indicators}
    hints = {hint.code for node in edition.indicators for hint in node.evidence}
    unknown = [("/locked", code) for code in sorted(goal.locked) if code not in known]
    unknown += [(pointer_to("ceilings", code), code) for code in goal.ceilings if code not in known]
    unknown += [
        (pointer_to("efforts", code), code)
        for code in dict.fromkeys(code for code, _ in efforts.raises)
        if code not in known
    ]
    unknown += [
        (pointer_to("evidence_efforts", code), code)
        for code in efforts.evidence
        if code not in hints
    ]
    errors = [
        Refusal(
            pointer, Text(f"{edition.code} tidak memuat {code}", f"{edition.code} has no {code}")
        )
        for pointer, code in unknown
    ]
    errors += _off_the_scale(edition, efforts)
    if goal.node_code not in inner:
        errors.insert(0, _no_inner_node(edition, goal.node_code))
    refuse(errors)


def _off_the_scale(edition: Edition, efforts: Efforts) -> Iterator[Refusal]:
    """Yield the levels that have an effort and can never be reached."""
    for code, level in efforts.raises:
        place = edition.position.get(code)
        if place is not None and not edition.scale_of(edition.answered[place]).admits(level):
            said = Text("tingkat di luar skala", "the level is off the scale")
            yield Refusal(f"/efforts/{code}/{text_of(level)}", said)


def _no_inner_node(edition: Edition, code: str) -> Refusal:
    """Say that a node has no target: there is none such, or it is answered itself."""
    if code not in edition.position:
        return Refusal(
            "/node", Text(f"{edition.code} tidak memuat {code}", f"{edition.code} has no {code}")
        )
    is_indicator = edition.answered[edition.position[code]].kind == "indicator"
    kind = Text("indikator", "an indicator") if is_indicator else Text("kriteria", "a criterion")
    return Refusal(
        "/node",
        Text(
            f"{code} adalah {kind.id}: tingkatnya sendiri yang menjadi target. Langkah termurah"
            " dihitung untuk simpul di atas indikator (indeks, domain, aspek).",
            f"{code} is {kind.en}: its level itself is the target. A path's target is for a node"
            " above the indicators (index, domain, aspect).",
        ),
    )
