"""Steps that come out of order: what must come first, and who does it."""

from collections.abc import Sequence

from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, either, ended, not_open, roles_of
from submission.campaigns.domain.stage_state import STATE_NAMES, StageState
from submission.campaigns.domain.stages import Stage


def wrong_state(
    step: str, stages: Sequence[Stage], states: Sequence[StageState], *, state: StageState
) -> Lack:
    """Return why a step cannot be made in the present state of a stage, and what comes first."""
    stage = stages[state.position]
    if state.state in ("closed", "skipped"):
        return ended(state)
    if state.state == "waiting":
        return not_open(stages, states, state)
    if step == "skipping":
        return _begun(stage, state)
    if state.state == "open":
        return _not_submitted(stage)
    return _submitted(stage)


def _begun(stage: Stage, state: StageState) -> Lack:
    name, roles = STATE_NAMES[state.state], roles_of(stage, "closing")
    return Lack(
        requirement="stage_not_begun",
        text=Text(
            f"tahap {stage.code} {name.id}; hanya tahap yang belum dibuka dapat dilewati, yang"
            f" sudah dibuka ditutup oleh peran {either(roles).id}",
            f"the stage {stage.code} {name.en}; only a stage that has not been opened can be"
            f" skipped, an opened one is closed by the role {either(roles).en}",
        ),
        roles=roles,
    )


def _not_submitted(stage: Stage) -> Lack:
    roles = roles_of(stage, "submission")
    return Lack(
        requirement="stage_submitted",
        text=Text(
            f"tahap {stage.code} harus diajukan dahulu oleh peran {either(roles).id}",
            f"the stage {stage.code} must be submitted first, by the role {either(roles).en}",
        ),
        roles=roles,
    )


def _submitted(stage: Stage) -> Lack:
    roles = roles_of(stage, "returns")
    return Lack(
        requirement="indicator_returned",
        text=Text(
            f"tahap {stage.code} sudah diajukan dengan isi lain; pengajuan baru memerlukan"
            f" pengembalian indikator oleh peran {either(roles).id}",
            f"the stage {stage.code} was submitted with other content; a new submission needs"
            f" indicators that the role {either(roles).en} returned",
        ),
        roles=roles,
    )
