"""The stages of each kind of campaign: their order, their tracks, and who decides.

PermenPANRB 59/2020, chapter III: an evaluation goes through all five, a monitoring stops after the
documents. AKIP (PermenPANRB 88/2021) goes through the four tiers of real regencies: the agency
proposes, the last tier is final.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from rules.period import PeriodKind
from rules.text import Text

CampaignKind = Literal["evaluation", "monitoring", "akip", "monthly", "quarterly"]
# What people do at a stage. `answers` are those of the assessed agency about itself.
StageAct = Literal[
    "answers", "levels", "submission", "returns", "closing", "skipping", "publishing"
]
StageRole = Literal[
    "internal_assessor", "external_assessor", "agency_officer", "inspectorate", "approver"
]

RespondentRole = Literal["coordinator", "data_entry", "agency_officer"]
# Records that people sign: of an interview, of a visit, and what ends a self-assessment.
MinutesKind = Literal["interview", "observation", "self_assessment"]
Side = Literal["agency", "assessor"]


_PUBLISHERS: Final = frozenset({"approver", "coordinator"})


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, the track of the score that its decisions make, and the role that decides at it.

    `respondents` are the roles that answer at the stage. Without `submitted_by`, the role that
    decides submits. Without `closed_by`, that role and the coordinator may close. An optional stage
    may be skipped. `minutes` is the kind of signed record that the stage needs. `has_verdict`: the
    stage says whether all is valid. `has_consent`: it ends with the consent to publication.
    """

    code: str
    track: str
    name: Text
    role: StageRole
    is_optional: bool = False
    respondents: tuple[RespondentRole, ...] = ()
    submitted_by: frozenset[str] = frozenset()
    closed_by: frozenset[str] = frozenset()
    minutes: MinutesKind | None = None
    has_verdict: bool = False
    has_consent: bool = False

    def roles_of(self, act: StageAct) -> frozenset[str]:
        """Return the roles that may do something at the stage."""
        closers = self.closed_by or {self.role, "coordinator"}
        return frozenset(
            {
                "answers": self.respondents,
                "levels": {self.role},
                "submission": self.submitted_by or {self.role},
                "returns": closers | {self.role},
                "closing": closers,
                "skipping": closers,
                "publishing": _PUBLISHERS,
            }[act]
        )

    def takes(self, kind: MinutesKind) -> bool:
        """Say whether records of a kind are made at the stage.

        Interviews and visits are recorded only where assessors decide.
        """
        if kind == "self_assessment":
            return self.minutes == kind
        return self.role not in self.respondents

    def signers_of(self, kind: MinutesKind) -> Mapping[Side, tuple[str, ...]]:
        """Return the sides that sign a record of a kind, each with the roles that sign for it."""
        if kind == "self_assessment":
            return {"agency": ("coordinator",)}
        return {"agency": ("agency_officer", "coordinator"), "assessor": (self.role,)}


@dataclass(frozen=True, slots=True)
class _Kind:
    """The name of a kind of campaign, its stages, and its kind of period. None: any period.

    `is_once`: nobody decides about an agency at two of its stages. `names_proof`: the explanation
    of a level names what proves the level below it.
    """

    name: Text
    stages: tuple[Stage, ...]
    period: PeriodKind | None = None
    is_once: bool = False
    names_proof: bool = False


_OWN: Final = Stage(
    "mandiri",
    "self",
    Text("Penilaian Mandiri", "self-assessment"),
    "internal_assessor",
    respondents=("coordinator", "data_entry", "agency_officer"),
    submitted_by=frozenset({"coordinator"}),
    closed_by=frozenset({"coordinator", "approver"}),
)
_SELF: Final = replace(_OWN, minutes="self_assessment", has_consent=True)
_DOCUMENTS: Final = Stage(
    "dokumen", "dokumen", Text("Penilaian Dokumen", "document review"), "external_assessor"
)
_EVALUATION: Final = (
    _SELF,
    _DOCUMENTS,
    Stage(
        "interviu",
        "interviu",
        Text("Penilaian Interviu", "interview"),
        "external_assessor",
        minutes="interview",
    ),
    Stage(
        "visitasi",
        "visitasi",
        Text("Penilaian Visitasi", "visit"),
        "external_assessor",
        is_optional=True,
        minutes="observation",
    ),
    Stage("reviu", "reviu", Text("Reviu", "review"), "external_assessor", has_verdict=True),
)
_AKIP: Final = (
    Stage(
        "usulan",
        "self",
        Text("Usulan", "proposal"),
        "agency_officer",
        respondents=("agency_officer",),
    ),
    Stage("verifikasi", "verifikasi", Text("Verifikasi", "verification"), "internal_assessor"),
    Stage(
        "penjaminan_mutu",
        "penjaminan_mutu",
        Text("Penjaminan Mutu", "quality assurance"),
        "inspectorate",
    ),
    Stage("penetapan", "penetapan", Text("Penetapan", "final decision"), "approver"),
)
_KINDS: Final[Mapping[CampaignKind, _Kind]] = {
    "evaluation": _Kind(Text("evaluasi", "an evaluation"), _EVALUATION, names_proof=True),
    "monitoring": _Kind(Text("pemantauan", "a monitoring"), (_SELF, _DOCUMENTS), names_proof=True),
    "akip": _Kind(Text("evaluasi AKIP", "an AKIP evaluation"), _AKIP, "year", is_once=True),
    "monthly": _Kind(Text("evaluasi bulanan", "a monthly evaluation"), (_OWN,), "month"),
    "quarterly": _Kind(Text("evaluasi triwulanan", "a quarterly evaluation"), (_OWN,), "quarter"),
}
# The instruments of ministries have their own procedures. Every other instrument belongs to a
# region and is used in every kind of campaign but AKIP, whose four tiers are its own.
_BY_DECREE: Final[Mapping[str, tuple[CampaignKind, ...]]] = {
    "spbe": ("evaluation", "monitoring"),
    "akip": ("akip",),
}
_OF_REGIONS: Final[tuple[CampaignKind, ...]] = ("evaluation", "monitoring", "monthly", "quarterly")


def kinds_of(instrument_code: str) -> tuple[CampaignKind, ...]:
    """Return the kinds of campaigns that may use an instrument, the usual one first."""
    return _BY_DECREE.get(instrument_code, _OF_REGIONS)


def stages_of(kind: CampaignKind) -> tuple[Stage, ...]:
    """Return the stages of a kind of campaign in their order."""
    return _KINDS[kind].stages


def period_of(kind: CampaignKind) -> PeriodKind | None:
    """Return the kind of period of a kind of campaign. None: any period."""
    return _KINDS[kind].period


def is_once(kind: CampaignKind) -> bool:
    """Say whether nobody decides about an agency at two stages of a kind of campaign."""
    return _KINDS[kind].is_once


def names_proof(kind: CampaignKind) -> bool:
    """Say whether the explanation of a level names what proves the level below it."""
    return _KINDS[kind].names_proof


def name_of(kind: CampaignKind) -> Text:
    """Return the name of a kind of campaign."""
    return _KINDS[kind].name


def up_to(stages: tuple[Stage, ...], code: str) -> tuple[Stage, ...]:
    """Return the stages up to and with the one of this code. Empty if no stage has the code."""
    codes = [stage.code for stage in stages]
    return stages[: codes.index(code) + 1] if code in codes else ()
