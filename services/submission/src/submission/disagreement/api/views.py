"""From the domain to what is answered."""

from collections.abc import Mapping, Sequence

from kit.fields import TextView
from rules.exact import Number, announce, text_of
from rules.lives import ToldLife
from submission.agencies.api.schemas import AgencyLifeView
from submission.disagreement.api import schemas
from submission.disagreement.domain.figures import Differences, Group
from submission.disagreement.domain.kappa import NO_KAPPA_NAMES, Kappa, shown
from submission.disagreement.domain.levels import CAUSE_NAMES, Cause, Pair
from submission.disagreement.domain.opinions import MINIMUM_PAIRS, AssessorBias, BasisDifferences
from submission.disagreement.usecases.compare import Comparison

_ANNOUNCED_DECIMALS = 2


def comparison_view(campaign_code: str, found: Comparison) -> schemas.DisagreementView:
    """Return what all pairs of a campaign say."""
    return schemas.DisagreementView(
        campaign_code=campaign_code,
        first_stage=found.first_stage,
        last_stage=found.last_stage,
        assessment_count=found.assessment_count,
        final_count=found.final_count,
        scales=_scales(found.all),
        uncompared=_uncompared(found.all.uncompared),
    )


def agency_view(group: Group, life: ToldLife | None) -> schemas.AgencyDisagreementView:
    """Return what the pairs of an agency say."""
    return schemas.AgencyDisagreementView(
        agency_code=group.code or "",
        agency_life=AgencyLifeView.told(life),
        scales=_scales(group),
        uncompared=_uncompared(group.uncompared),
    )


def indicator_view(group: Group) -> schemas.IndicatorDisagreementView:
    """Return what the pairs of an indicator say."""
    return schemas.IndicatorDisagreementView(
        indicator_code=group.code or "",
        scales=_scales(group),
        uncompared=_uncompared(group.uncompared),
    )


def pair_view(pair: Pair) -> schemas.LevelPairView:
    """Return both levels."""
    difference, cause = pair.difference, pair.cause
    return schemas.LevelPairView(
        assessment_id=pair.assessment_id,
        agency_code=pair.agency_code,
        indicator_code=pair.indicator_code,
        scale_code=pair.scale.code,
        own_level=pair.own,
        final_level=pair.final,
        final_stage=pair.stage,
        is_inherited=pair.is_inherited,
        difference=None if difference is None else text_of(difference),
        cause=cause,
        reason=None if cause is None else TextView.model_validate(CAUSE_NAMES[cause]),
    )


def assessor_view(found: AssessorBias) -> schemas.AssessorBiasView:
    """Return how the levels of an assessor lie to those of others."""
    return schemas.AssessorBiasView(
        subject=found.subject,
        decision_count=found.decision_count,
        agency_count=found.agency_count,
        stages=[*found.stages],
        minimum_pairs=MINIMUM_PAIRS,
        bases=[_basis(each) for each in found.bases],
    )


def _basis(each: BasisDifferences) -> schemas.BasisView:
    told, is_judged = each.differences, each.is_judged
    return schemas.BasisView(
        basis=each.basis,
        scale_code=told.scale_code,
        pair_count=told.pair_count,
        is_judged=is_judged,
        above_count=told.above_count if is_judged else None,
        below_count=told.below_count if is_judged else None,
        equal_count=told.equal_count if is_judged else None,
        mean=None if told.mean is None else text_of(told.mean),
        announced_mean=None if told.mean is None else _announced(told.mean),
        distribution=_distribution(told),
        kappa=_kappa(told.kappa),
    )


def _scales(group: Group) -> list[schemas.LevelDifferencesView]:
    return [_differences(each, each.mean) for each in group.scales if each.mean is not None]


def _differences(each: Differences, mean: Number) -> schemas.LevelDifferencesView:
    return schemas.LevelDifferencesView(
        scale_code=each.scale_code,
        pair_count=each.pair_count,
        above_count=each.above_count,
        below_count=each.below_count,
        equal_count=each.equal_count,
        inherited_count=each.inherited_count,
        mean=text_of(mean),
        announced_mean=_announced(mean),
        distribution=_distribution(each),
        kappa=_kappa(each.kappa),
        kappa_of_decided=_kappa(each.kappa_of_decided),
    )


def _distribution(each: Differences) -> list[schemas.DifferenceCountView]:
    return [
        schemas.DifferenceCountView(difference=text_of(difference), count=count)
        for difference, count in each.distribution
    ]


def _kappa(kappa: Kappa) -> schemas.KappaView:
    reason = kappa.reason
    return schemas.KappaView(
        value=shown(kappa),
        cause=reason,
        reason=None if reason is None else TextView.model_validate(NO_KAPPA_NAMES[reason]),
    )


def _uncompared(counts: Mapping[Cause, int]) -> Sequence[schemas.UncomparedView]:
    return [
        schemas.UncomparedView(
            cause=cause, reason=TextView.model_validate(name), count=counts[cause]
        )
        for cause, name in CAUSE_NAMES.items()
        if counts.get(cause)
    ]


def _announced(mean: Number) -> str:
    return announce(mean.numerator, mean.denominator, _ANNOUNCED_DECIMALS)
