"""What the document of a registration says is what a registration takes."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.sources.api.options import OptionsBody


def _pattern() -> str:
    schema = OptionsBody.model_json_schema()["properties"]["budget_multiple"]
    return str(schema["pattern"])


@given(st.from_regex(r"^[0-9]{1,4}(\.[0-9]{1,4})?$", fullmatch=True, alphabet="0123456789."))
def test_every_multiple_above_nothing_is_taken(multiple: str) -> None:
    assert (re.search(_pattern(), multiple) is not None) == (Fraction(multiple) > 0)


@pytest.mark.parametrize("multiple", ["0", "0000", "0.0", "0.0000", "0000.0", "00001", "1.00000"])
def test_nothing_and_numbers_too_long_are_no_multiples(multiple: str) -> None:
    assert re.search(_pattern(), multiple) is None
