"""The stages of each kind of campaign: their order and their tracks.

PermenPANRB 59/2020, chapter III: an evaluation goes through all five, a monitoring stops after the
documents. AKIP (PermenPANRB 88/2021) goes through the four tiers of real regencies: the agency
proposes, the last tier is final.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from rules.period import PeriodKind
from rules.stage_roles import AT_STAGE, RespondentRole, StageAct, StageRole
from rules.text import Text

CampaignKind = Literal["evaluation", "monitoring", "akip", "monthly", "quarterly"]
# Records that people sign: of an interview, of a visit, and what ends a self-assessment.
MinutesKind = Literal["interview", "observation", "self_assessment"]
Side = Literal["agency", "assessor"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, and the track of the score that its decisions make; its roles are in `AT_STAGE`.

    An optional stage may be skipped. `minutes` is the kind of signed record that the stage needs.
    `has_verdict`: the stage says whether all is valid. `has_consent`: it ends with the consent to
    publication.
    """

    code: str
    track: str
    name: Text
    is_optional: bool = False
    minutes: MinutesKind | None = None
    has_verdict: bool = False
    has_consent: bool = False

    @property
    def role(self) -> StageRole:
        """Return the role that decides at the stage."""
        return AT_STAGE[self.code].role

    @property
    def respondents(self) -> tuple[RespondentRole, ...]:
        """Return the roles that answer at the stage."""
        return AT_STAGE[self.code].respondents

    def roles_of(self, act: StageAct) -> frozenset[str]:
        """Return the roles that may do something at the stage."""
        return AT_STAGE[self.code].roles_of(act)

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


_OWN: Final = Stage("mandiri", "self", Text("Penilaian Mandiri", "self-assessment"))
_SELF: Final = replace(_OWN, minutes="self_assessment", has_consent=True)
_DOCUMENTS: Final = Stage("dokumen", "dokumen", Text("Penilaian Dokumen", "document review"))
_EVALUATION: Final = (
    _SELF,
    _DOCUMENTS,
    Stage(
        "interviu",
        "interviu",
        Text("Penilaian Interviu", "interview"),
        minutes="interview",
    ),
    Stage(
        "visitasi",
        "visitasi",
        Text("Penilaian Visitasi", "visit"),
        is_optional=True,
        minutes="observation",
    ),
    Stage("reviu", "reviu", Text("Reviu", "review"), has_verdict=True),
)
_AKIP: Final = (
    Stage("usulan", "self", Text("Usulan", "proposal")),
    Stage("verifikasi", "verifikasi", Text("Verifikasi", "verification")),
    Stage("penjaminan_mutu", "penjaminan_mutu", Text("Penjaminan Mutu", "quality assurance")),
    Stage("penetapan", "penetapan", Text("Penetapan", "final decision")),
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


def visiting_in(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """Return the stage of visits and those after it, of stages in their order."""
    places = [place for place, stage in enumerate(stages) if stage.minutes == "observation"]
    return stages[places[0] :] if places else ()


def up_to(stages: tuple[Stage, ...], code: str) -> tuple[Stage, ...]:
    """Return the stages up to and with the one of this code. Empty if no stage has the code."""
    codes = [stage.code for stage in stages]
    return stages[: codes.index(code) + 1] if code in codes else ()
