"""The state of an assessment at a stage: what counts there, as one SHA-256.

Approvals and the consent to publication are bound to it. submission computes it from its decisions,
scoring again from its events, so it holds only what these carry. Nothing of it changes by the
clock. A state without links has the hash that it had before links were a part of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, Final
from uuid import UUID

from rules.canonical import canonical, sha256

_PLACE: Final = attrgetter(
    "indicator_code", "stage", "revision", "level", "explanation", "decided_by"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDecision:
    """The decision that counts for an indicator. `stage`: the one that made it, maybe an earlier.

    `level` is exact, or `n/a`; an indicator without a level is not part of a state. `revision` is
    that of the assessment after the decision.
    """

    indicator_code: str
    stage: str
    level: str
    explanation: str
    decided_by: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateReview:
    """What assessors said of a link up to the stage: the newest. `number` counts its reviews."""

    number: int
    stage: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLink:
    """A version of an item of evidence that an indicator rests on, up to the stage.

    `stage`: the one that was open when it was linked. `sha256`: of the content of a file, of what
    an address gave when it was linked, of a record as it was stated; None where nobody knows it.
    `source_sha256`: what is named, see `source_hash`; None of a file.
    """

    link_id: UUID
    indicator_code: str
    stage: str
    evidence_id: UUID
    version: int
    origin: str
    source_sha256: str | None
    sha256: str | None
    review: StateReview | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentState:
    """What counts at a stage. `minutes`: the SHA-256 of each signed document.

    `derivation_set_version`: None without a derivation set. Its floors say what is judged, so
    another one is another state. `evidence`: the SHA-256 of each content of the `links`; states of
    before may have them without links. `withdrawn`: the items of links that their owners do not
    stand by any more. The order of all these has no meaning.
    """

    assessment_id: UUID
    edition_code: str
    period: str
    agency_code: str
    track: str
    stage: str
    decisions: Iterable[StateDecision]
    derivation_set_version: int | None = None
    minutes: Iterable[str] = ()
    evidence: Iterable[str] = ()
    links: Iterable[StateLink] = ()
    withdrawn: Iterable[UUID] = ()


def contents_of(links: Iterable[StateLink]) -> tuple[str, ...]:
    """Return the SHA-256 of each content that is known of links, each once, in their order."""
    return tuple(sorted({each.sha256 for each in links if each.sha256 is not None}))


def source_hash(**named: str | None) -> str:
    """Return the SHA-256 of what evidence names that is no file.

    Of an address its `address`; of a record of a source its `system`, `reference` and
    `adapter_version`.
    """
    return sha256(canonical(named))


def state_hash(state: AssessmentState) -> str:
    """Return the SHA-256 of the canonical JSON of a state, in hex."""
    decisions = [
        {
            "indicator_code": each.indicator_code,
            "stage": each.stage,
            "level": each.level,
            "explanation": each.explanation,
            "decided_by": each.decided_by,
            "revision": each.revision,
        }
        for each in sorted(state.decisions, key=_PLACE)
    ]
    said: dict[str, Any] = {
        "assessment_id": str(state.assessment_id),
        "edition_code": state.edition_code,
        "period": state.period,
        "agency_code": state.agency_code,
        "track": state.track,
        "stage": state.stage,
        "derivation_set_version": state.derivation_set_version,
        "decisions": decisions,
        "minutes": sorted(state.minutes),
        "evidence": sorted(state.evidence),
    }
    # Left out where there are none: so states that have none keep the hash that was approved.
    if links := sorted(map(_link, state.links), key=itemgetter("link_id")):
        said["links"] = links
    if withdrawn := sorted({str(each) for each in state.withdrawn}):
        said["withdrawn"] = withdrawn
    return sha256(canonical(said))


def _link(link: StateLink) -> dict[str, Any]:
    review = link.review
    return {
        "link_id": str(link.link_id),
        "indicator_code": link.indicator_code,
        "stage": link.stage,
        "evidence_id": str(link.evidence_id),
        "version": link.version,
        "origin": link.origin,
        "source_sha256": link.source_sha256,
        "sha256": link.sha256,
        "review": None
        if review is None
        else {"number": review.number, "stage": review.stage, "state": review.state},
    }
