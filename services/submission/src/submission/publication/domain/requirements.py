"""What publishing a stage requires: a table of functions, each of which says what is missing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rules.text import Text
from submission.approvals.domain.approval import Approval
from submission.approvals.domain.lacks import unapproved, unconsented
from submission.assessments.domain.open_for_decisions import Lack, either, ended, not_open, roles_of
from submission.campaigns.domain.stage_state import StageState
from submission.campaigns.domain.stages import Stage
from submission.links.domain.link import MOST_IN_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All that the requirements ask about.

    `approvals`: the valid ones by others than who publishes; `own`: those by who publishes.
    `rejections`: of the present state. `changes`: what the newest approval that is stale has not
    seen. `is_consented`: the assessed agency lets the present state be published. `invalid`: why
    the review says that the assessors' result is not valid. `later`: the stages after this one that
    were published, or are asked for. `links`: how many links of evidence the state has.
    """

    stages: Sequence[Stage]
    states: Sequence[StageState]
    state: StageState
    approvals: Sequence[Approval] = ()
    own: Sequence[Approval] = ()
    rejections: Sequence[Approval] = ()
    changes: Sequence[Text] = ()
    is_consented: bool = False
    invalid: str | None = None
    later: Sequence[str] = ()
    links: int = 0

    @property
    def stage(self) -> Stage:
        """Return the stage itself."""
        return self.stages[self.state.position]


def _closed(basis: Basis) -> Iterator[Lack]:
    """The stage is closed: nothing changes there any more."""
    stage = basis.stage
    if basis.state.state == "closed":
        return
    roles = roles_of(stage, "closing")
    yield Lack(
        requirement="stage_closed",
        text=Text(
            f"tahap {stage.code} harus ditutup dahulu oleh peran {either(roles).id}",
            f"the stage {stage.code} must be closed first, by the role {either(roles).en}",
        ),
        roles=roles,
    )


def _consented(basis: Basis) -> Iterator[Lack]:
    """The assessed agency lets the present state be published."""
    if basis.stage.has_consent and not basis.is_consented:
        yield unconsented(basis.stage)


def _approved(basis: Basis) -> Iterator[Lack]:
    """A second person approved exactly the present state, and nobody rejects it."""
    if not basis.approvals:
        yield unapproved(basis.stage, basis.rejections, why=_why_unapproved(basis))


def _why_unapproved(basis: Basis) -> Text | None:
    """Return why an approval that there is does not count."""
    if basis.own:
        return Text(
            "yang menyetujui baru Anda sendiri, dan yang menerbitkan harus orang lain",
            "only you approved it, and somebody else has to publish",
        )
    if basis.changes:
        return Text(
            "persetujuan yang terakhir tidak berlaku lagi: "
            + ", ".join(each.id for each in basis.changes),
            "the last approval counts no more: " + ", ".join(each.en for each in basis.changes),
        )
    return None


def _not_invalid(basis: Basis) -> Iterator[Lack]:
    """The review did not say that what was assessed is not valid."""
    if basis.invalid is None:
        return
    yield Lack(
        requirement="verdict_valid",
        text=Text(
            f"tim reviu menyatakan hasil penilaian tidak valid: {basis.invalid}; hasil itu tetap"
            " dapat dibaca, tetapi tidak diterbitkan dan tidak ada langkah berikutnya",
            f"the review says that the result is not valid: {basis.invalid}; it stays readable, is"
            " not published, and there is no next step",
        ),
    )


def _newest(basis: Basis) -> Iterator[Lack]:
    """No later stage was published: a result never goes back to what was said before."""
    if not basis.later:
        return
    some = ", ".join(basis.later)
    yield Lack(
        requirement="no_later_stage_published",
        text=Text(
            f"tahap {some} sudah diterbitkan; hasil tidak kembali ke tahap sebelumnya",
            f"the stage {some} is published already; a result does not go back to a stage before",
        ),
    )


def _few_links(basis: Basis) -> Iterator[Lack]:
    """The links fit into one event. Releases that bound no evidence took any number of them."""
    if basis.links > MOST_IN_ALL:
        yield Lack(
            requirement="few_links",
            text=Text(
                f"keadaan tahap {basis.stage.code} memuat {basis.links} kaitan data dukung; paling"
                f" banyak {MOST_IN_ALL} yang dapat diterbitkan",
                f"the state of the stage {basis.stage.code} has {basis.links} links of evidence;"
                f" {MOST_IN_ALL} at most can be published",
            ),
        )


REQUIREMENTS: Final[tuple[Callable[[Basis], Iterator[Lack]], ...]] = (
    _closed,
    _newest,
    _not_invalid,
    _consented,
    _approved,
    _few_links,
)


def missing_for_publication(basis: Basis) -> list[Lack]:
    """Return everything that publishing lacks; nothing: it can be asked for.

    Of a stage that has not been opened, or was skipped, that alone is said.
    """
    if basis.state.state == "waiting":
        return [not_open(basis.stages, basis.states, basis.state)]
    if basis.state.state == "skipped":
        return [ended(basis.state)]
    return [lack for required in REQUIREMENTS for lack in required(basis)]
