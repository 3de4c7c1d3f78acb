"""Recommendations: what an agency is to do, by when, and where it comes from.

open -> submitted -> settled             a follow-up is sent, and verified
settled -> returned                      the verification was a mistake
submitted -> open, returned              the agency takes its follow-up back
submitted -> returned -> submitted       it is returned, and sent anew
open, submitted, returned -> withdrawn
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.reports.domain import Report

OriginKind = Literal["indicator", "aspect", "contradiction", "report"]
Priority = Literal["low", "medium", "high"]
RecommendationState = Literal["open", "submitted", "returned", "settled", "withdrawn"]
# What happened to a recommendation; `inherited`: a successor carries it on; `taken_back`: the
# agency withdrew the follow-up that waited.
RecommendationAct = Literal[
    "made",
    "changed",
    "assigned",
    "submitted",
    "taken_back",
    "returned",
    "settled",
    "withdrawn",
    "inherited",
]

# All that an agency was ever told is read when its quarters are counted.
MOST_RECOMMENDATIONS: Final = 2_000

# What is missing, as the list of the inspectorate has it. A new kind is a new row here.
MISSING: Final[Mapping[str, Text]] = {
    "regulation": Text("peraturan", "a regulation"),
    "system": Text("sistem", "a system"),
    "procedure": Text("prosedur", "a procedure"),
    "other": Text("lainnya", "something else"),
}
PRIORITIES: Final[Mapping[Priority, Text]] = {
    "low": Text("rendah", "low"),
    "medium": Text("sedang", "medium"),
    "high": Text("tinggi", "high"),
}
STATE_NAMES: Final[Mapping[RecommendationState, Text]] = {
    "open": Text("belum ditindaklanjuti", "not followed up"),
    "submitted": Text("menunggu verifikasi", "waiting for its verification"),
    "returned": Text("dikembalikan", "returned"),
    "settled": Text("selesai", "settled"),
    "withdrawn": Text("dibatalkan", "withdrawn"),
}
ENDED: Final = frozenset[RecommendationState]({"settled", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a recommendation comes from.

    indicator      `assessment_id`, `stage`, `node_code`: the indicator whose level falls short
    aspect         `assessment_id`, `stage`, `node_code`: the aspect with a finding at the stage
    contradiction  `assessment_id`, `rule_code`
    report         `report_id`, and the `passage` of it
    """

    kind: OriginKind
    assessment_id: UUID | None = None
    stage: str | None = None
    node_code: str | None = None
    rule_code: str | None = None
    report_id: UUID | None = None
    passage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What an agency is to do. `deadline`: a local day of the agency, open to its end.

    `owner`: the subject of who sees to it. An instruction has a deadline. `missing`: a kind of
    `MISSING` that it asks for; None: it asks for no such thing.
    """

    agency_code: str
    origin: Origin
    text: str
    deadline: date | None = None
    owner: str | None = None
    priority: Priority = "medium"
    is_instruction: bool = False
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRecommendation:
    """A recommendation as it is kept. `revision` counts everything that happened to it.

    `carried_by`: the agency that carries it out now: its own, or the only successor of that.
    `ends_at`: the first instant at which its deadline has passed. `followed_up_on`: the local day
    on which the follow-up that was verified was sent.
    """

    recommendation_id: UUID
    recommendation: Recommendation
    carried_by: str
    state: RecommendationState
    revision: int
    made: Act
    changed: Act
    ends_at: datetime | None = None
    followed_up_on: date | None = None
    reason: str | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Say whether its deadline has passed and it has not ended."""
        return self.state not in ENDED and self.ends_at is not None and now >= self.ends_at

    def is_of(self, agency_code: str) -> bool:
        """Say whether an agency is the one that it is addressed to, or that carries it out."""
        return agency_code in (self.recommendation.agency_code, self.carried_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationPassage:
    """What happened to a recommendation, and how it was then; for ever."""

    kept: KeptRecommendation
    act: RecommendationAct
    by: Act
    reason: str | None


def needs_of(kind: OriginKind) -> tuple[str, ...]:
    """Return the parts that an origin of a kind has; no others."""
    return _NEEDS[kind]


def check_origin(origin: Origin) -> Iterator[Refusal]:
    """Yield what an origin of its kind lacks, or has too much."""
    needed = _NEEDS[origin.kind]
    for name in ("assessment_id", "stage", "node_code", "rule_code", "report_id"):
        given = getattr(origin, name) is not None
        if given == (name in needed):
            continue
        told = (
            Text(f"tidak ada pada asal {origin.kind}", f"is no part of the origin {origin.kind}")
            if given
            else Text(f"wajib bagi asal {origin.kind}", f"the origin {origin.kind} needs it")
        )
        yield Refusal(f"/origin/{name}", told)
    if origin.passage is not None and origin.kind != "report":
        told = Text(f"tidak ada pada asal {origin.kind}", f"is no part of the origin {origin.kind}")
        yield Refusal("/origin/passage", told)


def check_recommendation(wanted: Recommendation) -> Iterator[Refusal]:
    """Yield what is wrong with what a recommendation says."""
    if wanted.is_instruction and wanted.deadline is None:
        yield Refusal("/deadline", Text("wajib bagi instruksi", "an instruction needs a deadline"))
    if wanted.missing is not None and wanted.missing not in MISSING:
        some = ", ".join(MISSING)
        yield Refusal("/missing", Text(f"pilihan: {some}", f"choose from {some}"))


def check_deadline(wanted: Recommendation, report: Report) -> Iterator[Refusal]:
    """Yield what is wrong with the deadline of a recommendation that comes from a report."""
    if wanted.deadline is not None and wanted.deadline < report.dated:
        yield Refusal(
            "/deadline",
            Text(f"sebelum tanggal surat {report.dated}", f"is before the report, {report.dated}"),
        )


def written(kept: KeptRecommendation) -> dict[str, Any]:
    """Return a recommendation at a moment, as plain data for its history."""
    wanted = kept.recommendation
    return {
        "text": wanted.text,
        "deadline": None if wanted.deadline is None else wanted.deadline.isoformat(),
        "owner": wanted.owner,
        "priority": wanted.priority,
        "is_instruction": wanted.is_instruction,
        "missing": wanted.missing,
        "carried_by": kept.carried_by,
        "state": kept.state,
    }


_NEEDS: Final[Mapping[OriginKind, tuple[str, ...]]] = {
    "indicator": ("assessment_id", "stage", "node_code"),
    "aspect": ("assessment_id", "stage", "node_code"),
    "contradiction": ("assessment_id", "rule_code"),
    "report": ("report_id",),
}
