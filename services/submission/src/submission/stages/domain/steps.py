"""The steps of a stage: a table of states, and a table of what each step requires.

What a step requires is a row here and a function that says what is missing; nothing else decides.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from rules.text import Text
from submission.approvals.domain.approval import Approval
from submission.approvals.domain.lacks import unapproved, unconsented
from submission.assessments.domain.completeness import LACKING_NAMES, Gap
from submission.assessments.domain.open_for_decisions import Lack, either, roles_of, unvisited
from submission.assessments.domain.out_of_time import too_late
from submission.assignments.domain import Deciders, deciders_of
from submission.campaigns.domain.deadline import Late
from submission.campaigns.domain.stage_state import StageState, State
from submission.campaigns.domain.stages import Stage
from submission.minutes.domain.record import KIND_NAMES, SIDE_NAMES
from submission.minutes.domain.signed import SignedMinutes
from submission.stages.domain.lacks import incomplete, not_assigned
from submission.stages.domain.out_of_order import wrong_state

Step = Literal["submission", "returns", "closing", "skipping"]

# The state after a step, from each state in which it can be made.
NEXT: Final[Mapping[tuple[State, Step], State]] = {
    ("open", "submission"): "submitted",
    ("submitted", "returns"): "open",
    ("submitted", "closing"): "closed",
    ("waiting", "skipping"): "skipped",
}
_COORDINATOR: Final = Text("koordinator kegiatan", "a coordinator of the campaign")
STEPS: Final[tuple[Step, ...]] = ("submission", "returns", "closing", "skipping")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that the requirements of a step ask about.

    `over`: why the assessment takes nothing. `late`: the deadline of the stage, if it has
    passed. `gaps`: what is not answered as the stage requires, without those that have a reason.
    `deciders`: who may decide about them; one that is not there is for whoever has the role.
    `assigner`: who assigns at the stage.
    `drafted`: the other indicators of which something is typed and not decided. `disputed`: the
    indicators with an open dispute. `minutes`: those of the assessment, with their signatures.
    `unvisited`: the indicators that need a visit and were seen on none. `is_judged`: the verdict of
    the stage is about what counts at it now. `movements`: how the stage moved the predicate.
    `is_approved`, `is_consented`: a second person approved its present state; the assessed agency
    lets it be published. `rejections`: of the present state.
    """

    stages: Sequence[Stage]
    states: Sequence[StageState]
    state: StageState
    over: Lack | None = None
    late: Late | None = None
    gaps: Sequence[Gap] = ()
    deciders: Mapping[str, Sequence[Deciders]] = field(default_factory=dict)
    assigner: Text = _COORDINATOR
    drafted: Sequence[str] = ()
    disputed: Sequence[str] = ()
    minutes: Sequence[SignedMinutes] = ()
    unvisited: Sequence[str] = ()
    is_judged: bool = False
    movements: Sequence[Text] = ()
    is_approved: bool = False
    rejections: Sequence[Approval] = ()
    is_consented: bool = False

    @property
    def stage(self) -> Stage:
        """Return the stage itself."""
        return self.stages[self.state.position]

    def deciders_of(self, code: str) -> Sequence[Deciders]:
        """Return all who may decide about an indicator; none: nobody before it is assigned."""
        if code in self.deciders:
            return self.deciders[code]
        return deciders_of(self.stage, (), nodes=(), typists=())


Requirement = Callable[[Situation], Iterator[Lack]]


def _in_time(situation: Situation) -> Iterator[Lack]:
    """The deadline of the stage has not passed."""
    if situation.late is not None:
        yield too_late(situation.stage, situation.late)


def _complete(situation: Situation) -> Iterator[Lack]:
    """Everything is answered, or has a reason why not."""
    ordered = sorted(situation.gaps, key=lambda gap: gap.lacking)
    for lacking, found in groupby(ordered, key=lambda gap: gap.lacking):
        by_whom: dict[Sequence[Deciders], list[str]] = {}
        for gap in found:
            code = gap.indicator_code
            by_whom.setdefault(situation.deciders_of(code), []).append(code)
        for whom, codes in by_whom.items():
            yield incomplete(codes, LACKING_NAMES[lacking], whom)


def _assigned(situation: Situation) -> Iterator[Lack]:
    """Somebody may decide about what is not answered."""
    codes = [gap.indicator_code for gap in situation.gaps]
    if unassigned := [code for code in codes if not situation.deciders_of(code)]:
        yield not_assigned(situation.stage, unassigned, situation.assigner)


def _no_draft(situation: Situation) -> Iterator[Lack]:
    """Nothing is typed and not decided, unless its indicator has a reason why not."""
    if not situation.drafted:
        return
    stage, some = situation.stage, ", ".join(situation.drafted)
    roles = tuple(sorted(stage.roles_of("answers") | stage.roles_of("levels")))
    yield Lack(
        requirement="no_draft",
        text=Text(
            f"draf untuk indikator {some} belum diputuskan; dapat diputuskan atau dihapus oleh"
            f" peran {either(roles).id}",
            f"the draft about indicator {some} is not decided; the role {either(roles).en} can"
            " decide or remove it",
        ),
        roles=roles,
        indicator_codes=tuple(situation.drafted),
    )


def _no_open_dispute(situation: Situation) -> Iterator[Lack]:
    """Every dispute about the stage was answered."""
    if not situation.disputed:
        return
    roles, some = roles_of(situation.stage, "levels"), ", ".join(situation.disputed)
    yield Lack(
        requirement="no_open_dispute",
        text=Text(
            f"sanggahan atas indikator {some} belum dijawab; dapat dijawab oleh peran"
            f" {either(roles).id}",
            f"the dispute about indicator {some} is not answered; the role {either(roles).en} can"
            " answer it",
        ),
        roles=roles,
        indicator_codes=tuple(situation.disputed),
    )


def _minutes_signed(situation: Situation) -> Iterator[Lack]:
    """The minutes that the stage rests on are signed by every side."""
    stage, kind = situation.stage, situation.stage.minutes
    if kind is None or kind == "observation":
        return
    made = [
        each
        for each in situation.minutes
        if (each.minutes.record.kind, each.minutes.record.stage) == (kind, stage.code)
    ]
    if any(each.is_signed for each in made):
        return
    name, signers = KIND_NAMES[kind], stage.signers_of(kind)
    agency, others = either(signers["agency"]), either(signers.get("assessor", ()))
    and_id, and_en = (f" serta peran {others.id}", f" and by the role {others.en}")
    now = _why_unsigned(made)
    yield Lack(
        requirement="minutes_signed",
        text=Text(
            f"{name.id} tahap {stage.code} harus ditandatangani oleh peran {agency.id} dari"
            f" instansi yang dinilai{and_id if others.id else ''}; {now.id}",
            f"{name.en} of the stage {stage.code} must be signed by the role {agency.en} of the"
            f" assessed agency{and_en if others.en else ''}; {now.en}",
        ),
        roles=tuple(sorted({role for roles in signers.values() for role in roles})),
    )


def _why_unsigned(made: Sequence[SignedMinutes]) -> Text:
    """Return what the newest of these minutes still lack."""
    if not made:
        return Text("berita acara itu belum dibuat", "there are none yet")
    newest = made[-1]
    names = [SIDE_NAMES[side] for side in newest.lacking]
    stale = len(newest.counting) < len(newest.signatures)
    return Text(
        "belum ditandatangani oleh "
        + " dan ".join(each.id for each in names)
        + (" sejak isinya, tingkatnya atau data dukungnya berubah" if stale else ""),
        "not signed yet by "
        + " and ".join(each.en for each in names)
        + (" since they, the levels or the evidence changed" if stale else ""),
    )


def _visits_made(situation: Situation) -> Iterator[Lack]:
    """What needs a visit is named by signed minutes of one."""
    if situation.unvisited:
        yield unvisited(situation.stage, situation.unvisited)


def _verdict_said(situation: Situation) -> Iterator[Lack]:
    """The review has said whether what counts now is valid."""
    stage = situation.stage
    if not stage.has_verdict or situation.is_judged:
        return
    roles = roles_of(stage, "levels")
    yield Lack(
        requirement="verdict_said",
        text=Text(
            f"pada tahap {stage.code}, peran {either(roles).id} harus menyatakan apakah hasil yang"
            " berlaku saat ini valid atau tidak valid",
            f"the stage {stage.code} must say whether what counts now is valid, by the role"
            f" {either(roles).en}",
        ),
        roles=roles,
    )


def _consented(situation: Situation) -> Iterator[Lack]:
    """The assessed agency lets the present state be published."""
    if situation.stage.has_consent and not situation.is_consented:
        yield unconsented(situation.stage)


def _approved(situation: Situation) -> Iterator[Lack]:
    """A second person approved the present state, where the stage moved the predicate."""
    if situation.movements and not situation.is_approved:
        told = situation.movements
        why = Text("; ".join(each.id for each in told), "; ".join(each.en for each in told))
        yield unapproved(situation.stage, situation.rejections, why=why)


def _no_visit_needed(situation: Situation) -> Iterator[Lack]:
    """The stage of visits is not skipped while the campaign names something that needs one."""
    if not situation.unvisited:
        return
    some = ", ".join(situation.unvisited)
    yield Lack(
        requirement="no_visit_needed",
        text=Text(
            f"indikator {some} memerlukan kunjungan menurut rencana kegiatan; peran coordinator"
            " pemilik kegiatan dapat mengubahnya dengan alasan",
            f"indicator {some} needs a visit by the campaign's plan; the role coordinator of its"
            " owner can change that with a reason",
        ),
        roles=("coordinator",),
        indicator_codes=tuple(situation.unvisited),
    )


def _optional(situation: Situation) -> Iterator[Lack]:
    """Only optional stages are skipped."""
    stage = situation.stage
    if not stage.is_optional:
        yield Lack(
            requirement="optional",
            text=Text(
                f"tahap {stage.code} wajib dan tidak dapat dilewati oleh siapa pun",
                f"the stage {stage.code} is required; nobody can skip it",
            ),
        )


REQUIREMENTS: Final[Mapping[Step, tuple[Requirement, ...]]] = {
    "submission": (_in_time, _complete, _assigned, _no_draft, _visits_made),
    # What is returned too late could not be submitted again.
    "returns": (_in_time,),
    "closing": (
        _no_open_dispute,
        _minutes_signed,
        _visits_made,
        _verdict_said,
        _consented,
        _approved,
    ),
    "skipping": (_optional, _no_visit_needed),
}


def missing_for(step: Step, situation: Situation) -> list[Lack]:
    """Return everything that a step lacks; nothing: it can be made.

    An assessment that takes nothing takes no step, whatever else one would lack.
    """
    if situation.over is not None:
        return [situation.over]
    if (situation.state.state, step) not in NEXT:
        return [wrong_state(step, situation.stages, situation.states, state=situation.state)]
    return [lack for required in REQUIREMENTS[step] for lack in required(situation)]


def steps_ahead(state: StageState, stage: Stage) -> list[Step]:
    """Return the steps that people can look forward to from a state, in their order."""
    ahead: dict[State, list[Step]] = {
        "waiting": ["submission", "skipping"] if stage.is_optional else ["submission"],
        "open": ["submission"],
        "submitted": ["closing", "returns"],
    }
    return ahead.get(state.state, [])
