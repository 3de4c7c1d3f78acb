"""Whether a stage takes a decision; where it does not, what must come first and who does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.stage_roles import StageAct
from rules.text import Text
from submission.campaigns.domain.stage_state import STATE_NAMES, StageState, before
from submission.campaigns.domain.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What is missing for a step, and the roles that can do it; none where nobody can.

    `requirement` names the kind of it for programs, `indicator_codes` the indicators it is about.
    """

    requirement: str
    text: Text
    roles: tuple[str, ...] = ()
    indicator_codes: tuple[str, ...] = ()


def lack_for_decision(
    stages: Sequence[Stage], states: Sequence[StageState], code: str, *, indicator_code: str
) -> Lack | None:
    """Return why a stage takes no decision about an indicator; None if it does."""
    state = next(each for each in states if each.stage == code)
    stage = stages[state.position]
    if state.state == "open":
        if not state.returned or indicator_code in state.returned:
            return None
        return _not_returned(stage, state)
    if state.state == "waiting":
        return not_open(stages, states, state)
    if state.state == "submitted":
        return _frozen(stage)
    return ended(state)


def not_open(stages: Sequence[Stage], states: Sequence[StageState], state: StageState) -> Lack:
    """Return what must come first before a waiting stage opens."""
    earlier = before(states, state.position)
    first = stages[earlier.position if earlier else 0]
    roles = roles_of(first, "closing")
    return Lack(
        requirement="earlier_stage_closed",
        text=Text(
            f"tahap {state.stage} belum dibuka: tahap {first.code} harus ditutup dahulu oleh peran"
            f" {either(roles).id}",
            f"the stage {state.stage} has not been opened: the stage {first.code} must be closed"
            f" first, by the role {either(roles).en}",
        ),
        roles=roles,
    )


def unvisited(stage: Stage, codes: Sequence[str]) -> Lack:
    """Return that indicators need a visit that no signed minutes tell of."""
    some = ", ".join(codes)
    signers = stage.signers_of("observation")
    assessor, agency = either(signers["assessor"]), either(signers["agency"])
    return Lack(
        requirement="visit_signed",
        text=Text(
            f"indikator {some} memerlukan kunjungan: tingkatnya diputuskan setelah berita"
            f" acara observasi yang menyebutnya ditandatangani oleh peran {assessor.id} serta peran"
            f" {agency.id} dari instansi yang dinilai",
            f"indicator {some} needs a visit: its level is decided once the observation"
            f" minutes that name it are signed by the role {assessor.en} and by the role"
            f" {agency.en} of the assessed agency",
        ),
        roles=tuple(sorted({*signers["assessor"], *signers["agency"]})),
        indicator_codes=tuple(codes),
    )


def ended(state: StageState) -> Lack:
    """Return that a closed or skipped stage takes nothing."""
    name = STATE_NAMES[state.state]
    return Lack(
        requirement="stage_not_ended",
        text=Text(
            f"tahap {state.stage} {name.id} dan tidak dapat diubah lagi oleh siapa pun",
            f"the stage {state.stage} {name.en}; nobody can change it any more",
        ),
    )


def roles_of(stage: Stage, act: StageAct) -> tuple[str, ...]:
    """Return the roles that may do something at a stage, in order."""
    return tuple(sorted(stage.roles_of(act)))


def either(roles: Iterable[str]) -> Text:
    """Return roles as a sentence names them."""
    names = [*roles]
    return Text(" atau ".join(names), " or ".join(names))


def _not_returned(stage: Stage, state: StageState) -> Lack:
    roles, some = roles_of(stage, "returns"), ", ".join(state.returned)
    return Lack(
        requirement="indicator_returned",
        text=Text(
            f"tahap {stage.code} sudah diajukan dan hanya {some} yang dikembalikan; indikator lain"
            f" dapat diubah setelah dikembalikan oleh peran {either(roles).id}",
            f"the stage {stage.code} was submitted and only {some} returned; other indicators can"
            f" change once the role {either(roles).en} returns them",
        ),
        roles=roles,
        indicator_codes=tuple(state.returned),
    )


def _frozen(stage: Stage) -> Lack:
    roles = roles_of(stage, "returns")
    return Lack(
        requirement="indicator_returned",
        text=Text(
            f"tahap {stage.code} sudah diajukan; indikator dapat diubah setelah dikembalikan"
            f" beserta alasannya oleh peran {either(roles).id}",
            f"the stage {stage.code} was submitted; an indicator can change once the role"
            f" {either(roles).en} returns it, with a reason",
        ),
        roles=roles,
    )
