"""What the comparisons look like."""

from uuid import UUID

from pydantic import BaseModel

from kit.fields import TextView
from submission.agencies.api.schemas import AgencyLifeView
from submission.disagreement.domain.kappa import NoKappa
from submission.disagreement.domain.levels import Cause
from submission.disagreement.domain.opinions import Basis


class KappaView(BaseModel):
    """How far two sides agree beyond chance, from -1 to 1, with quadratic weights.

    It is a statistic for people, computed in floating point; no score is made of it.
    """

    value: str | None
    cause: NoKappa | None
    reason: TextView | None


class DifferenceCountView(BaseModel):
    """How often a difference was found."""

    difference: str
    count: int


class LevelDifferencesView(BaseModel):
    """The exact differences of pairs of levels on one scale: the own level less the final one.

    A mean above 0: the self-assessment overshoots.
    """

    scale_code: str
    pair_count: int
    above_count: int
    below_count: int
    equal_count: int
    inherited_count: int
    mean: str
    announced_mean: str
    distribution: list[DifferenceCountView]
    kappa: KappaView
    kappa_of_decided: KappaView


class UncomparedView(BaseModel):
    """How many levels are not compared for a cause; they count for no agreement."""

    cause: Cause
    reason: TextView
    count: int


class DisagreementView(BaseModel):
    """All levels of a campaign within reach: those of the first stage against the final ones."""

    campaign_code: str
    first_stage: str
    last_stage: str
    assessment_count: int
    final_count: int
    scales: list[LevelDifferencesView]
    uncompared: list[UncomparedView]


class AgencyDisagreementView(BaseModel):
    """The levels of an agency."""

    agency_code: str
    agency_life: AgencyLifeView | None
    scales: list[LevelDifferencesView]
    uncompared: list[UncomparedView]


class IndicatorDisagreementView(BaseModel):
    """The levels of an indicator or criterion in all agencies within reach."""

    indicator_code: str
    scales: list[LevelDifferencesView]
    uncompared: list[UncomparedView]


class LevelPairView(BaseModel):
    """The own and the final level of an indicator, apart."""

    assessment_id: UUID
    agency_code: str
    indicator_code: str
    scale_code: str
    own_level: str | None
    final_level: str | None
    final_stage: str | None
    is_inherited: bool
    difference: str | None
    cause: Cause | None
    reason: TextView | None


class BasisView(BaseModel):
    """An assessor's levels on one scale less those that they are held against.

    With fewer pairs than the minimum nothing is said but how many there are.
    """

    basis: Basis
    scale_code: str
    pair_count: int
    is_judged: bool
    above_count: int | None
    below_count: int | None
    equal_count: int | None
    mean: str | None
    announced_mean: str | None
    distribution: list[DifferenceCountView]
    kappa: KappaView


class AssessorBiasView(BaseModel):
    """How the levels of an assessor lie to those of others."""

    subject: str
    decision_count: int
    agency_count: int
    stages: list[str]
    minimum_pairs: int
    bases: list[BasisView]
