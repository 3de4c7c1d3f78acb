"""The defects of a condition: unknown facts, and values that do not fit them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from instrument.derivations.domain.condition import (
    AllCondition,
    AnyCondition,
    Condition,
    FactCondition,
    NotCondition,
)
from instrument.derivations.domain.model import FactKind
from instrument.editions.domain.model import PeriodKind
from rules.agency import KINDS, REGION
from rules.refusal import Refusal
from rules.text import Text

_AGENCY_KINDS = (*KINDS, REGION)
_OLDEST_YEAR = -5
_DEEPEST = 20


def check_condition(
    pointer: str,
    condition: Condition,
    period: PeriodKind,
    catalogue: Mapping[str, FactKind],
    *,
    depth: int = 1,
) -> Iterator[Refusal]:
    """Yield the defects of a condition in a set for an edition with this kind of period."""
    if depth > _DEEPEST:
        yield Refusal(
            pointer,
            Text(
                f"bersarang lebih dari {_DEEPEST} tingkat; sederhanakan",
                f"is nested deeper than {_DEEPEST}; make it simpler",
            ),
        )
        return
    match condition:
        case FactCondition():
            yield from check_fact(f"{pointer}/fact", condition.fact, period, catalogue)
            yield from _comparison(pointer, condition, catalogue.get(condition.fact))
            yield from _quantifier(pointer, condition)
        case AllCondition() | AnyCondition():
            if isinstance(condition, AnyCondition) and not condition.conditions:
                yield Refusal(
                    f"{pointer}/conditions",
                    Text(
                        "tidak akan pernah terpenuhi bila kosong", "can never hold when it is empty"
                    ),
                )
            for place, part in enumerate(condition.conditions):
                yield from check_condition(
                    f"{pointer}/conditions/{place}", part, period, catalogue, depth=depth + 1
                )
        case NotCondition():
            yield from check_condition(
                f"{pointer}/condition", condition.condition, period, catalogue, depth=depth + 1
            )


def check_fact(
    pointer: str, name: str, period: PeriodKind, catalogue: Mapping[str, FactKind]
) -> Iterator[Refusal]:
    """Yield the defects of a reference to a fact.

    The period of the fact must be as long as that of the assessment or longer: a monthly assessment
    may read facts of its quarter. The months of a quarter become the quarter's, as the catalogue
    says; those of a year do not.
    """
    kind = catalogue.get(name)
    if kind is None:
        yield Refusal(
            pointer,
            Text(
                f"fakta {name} tidak terdaftar dalam katalog",
                f"{name} is not in the fact catalogue",
            ),
        )
    elif not kind.is_read_by(period):
        yield Refusal(
            pointer,
            Text(
                f"fakta per {kind.period} terlalu rinci untuk penilaian per {period}",
                f"a fact per {kind.period} is too fine for an assessment per {period}",
            ),
        )


def _comparison(pointer: str, condition: FactCondition, kind: FactKind | None) -> Iterator[Refusal]:
    value, operator = condition.value, condition.operator
    if operator == "exists":
        if value is not None:
            yield Refusal(
                f"{pointer}/value", Text("exists tidak memakai nilai", "exists takes no value")
            )
        return
    if value is None:
        yield Refusal(f"{pointer}/value", Text("wajib diisi", "is required"))
        return
    if kind is None:
        return
    fits = isinstance(value, bool) if kind.type == "boolean" else isinstance(value, Fraction)
    if not fits:
        expected = Text("true atau false", "true or false")
        if kind.type == "decimal":
            expected = Text("bilangan eksak dalam tanda kutip", "an exact number in quotes")
        yield Refusal(
            f"{pointer}/value",
            Text(
                f"{condition.fact} harus diberi nilai {expected.id}",
                f"{condition.fact} takes {expected.en}",
            ),
        )
    if kind.type == "boolean" and operator not in ("==", "!="):
        yield Refusal(
            f"{pointer}/operator",
            Text(
                "fakta ya/tidak hanya dapat dibandingkan dengan == atau !=",
                "a yes/no fact takes == or != only",
            ),
        )


def _quantifier(pointer: str, condition: FactCondition) -> Iterator[Refusal]:
    share = condition.share
    if (share is not None) != (condition.quantifier == "share"):
        yield Refusal(
            f"{pointer}/share",
            Text(
                "wajib diisi untuk quantifier share, dan hanya untuk itu",
                "is required for the quantifier share, and only there",
            ),
        )
    if share is not None and not 0 < share <= 1:
        yield Refusal(
            f"{pointer}/share",
            Text("harus lebih dari 0 dan paling besar 1", "must be above 0 and at most 1"),
        )
    if condition.scope == "agency" and (condition.quantifier != "all" or condition.subtree_kind):
        yield Refusal(
            f"{pointer}/scope",
            Text(
                "quantifier hanya dapat dipakai dengan scope subtree",
                "a quantifier needs the scope subtree",
            ),
        )
    if condition.subtree_kind is not None and condition.subtree_kind not in _AGENCY_KINDS:
        yield Refusal(
            f"{pointer}/subtree_kind",
            Text(
                f"harus salah satu dari {', '.join(_AGENCY_KINDS)}",
                f"must be one of {', '.join(_AGENCY_KINDS)}",
            ),
        )
    if not _OLDEST_YEAR <= condition.year_offset <= 0:
        yield Refusal(
            f"{pointer}/year_offset",
            Text(f"harus {_OLDEST_YEAR} sampai 0", f"must be {_OLDEST_YEAR} to 0"),
        )
