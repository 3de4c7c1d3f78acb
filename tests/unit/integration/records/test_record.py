from typing import Any

import pytest

from integration.records.domain.record import Record, canonical_json


def test_the_hash_is_of_the_meaning_not_of_the_order() -> None:
    one = Record.of("ceiling", "1", {"a": "1", "b": {"x": None, "y": [True, 2]}})
    two = Record.of("ceiling", "1", {"b": {"y": [True, 2], "x": None}, "a": "1"})
    assert one.content_hash == two.content_hash
    assert one.content_hash != Record.of("ceiling", "1", {"a": "2"}).content_hash


def test_the_canonical_text_is_known() -> None:
    assert canonical_json({"nama": "Gedung é", "a": 1}) == '{"a":1,"nama":"Gedung é"}'


@pytest.mark.parametrize("value", [1.5, float("nan"), [1, {"x": 0.1}]])
def test_a_float_has_no_place_in_a_record(value: Any) -> None:
    with pytest.raises(TypeError, match="float"):
        Record.of("ceiling", "1", {"a": value})
