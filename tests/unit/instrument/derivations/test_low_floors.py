"""A floor under which most of the weight may have no level is warned of."""

from fractions import Fraction

import pytest

from instrument.derivations.domain.absence import warnings_of
from instrument.derivations.domain.model import DerivationSet
from rules.floor import Floor


@pytest.mark.parametrize(
    ("floor", "is_low"),
    [
        (Fraction(0), True),
        (Fraction(49, 100), True),
        (Fraction(1, 2), False),
        (Fraction(7, 10), False),
        ("never", False),
    ],
)
def test_a_floor_below_a_half_is_warned_of(floor: Floor, *, is_low: bool) -> None:
    derivations = DerivationSet(
        edition_code="spbe",
        derivation_set_version=1,
        rules=(),
        coverage_floors={"live": floor, "self": "never"},
    )
    found = [warning.pointer for warning in warnings_of(derivations, {})]
    assert found == (["/coverage_floors/live"] if is_low else [])
