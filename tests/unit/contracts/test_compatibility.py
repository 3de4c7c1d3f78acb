import copy
from typing import Any

import pytest

from contracts.catalogue import schema
from contracts.compatibility import incompatibilities
from contracts.events.assessment import LevelDecidedV2

OLD = schema(LevelDecidedV2)


def changed(**properties: Any) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    new["$defs"]["LevelDecidedV2"]["properties"].update(properties)
    return new


def test_an_optional_field_may_be_added() -> None:
    assert incompatibilities(OLD, changed(note={"type": "string", "default": ""})) == []


def test_a_removed_field_is_named() -> None:
    new = copy.deepcopy(OLD)
    del new["$defs"]["LevelDecidedV2"]["properties"]["explanation"]
    assert any("explanation: the field was removed" in item for item in incompatibilities(OLD, new))


@pytest.mark.parametrize("field", ["level", "stage", "revision"])
def test_a_changed_type_is_named(field: str) -> None:
    found = incompatibilities(OLD, changed(**{field: {"type": "boolean"}}))
    assert any(f"/{field}/" in item for item in found)


def test_a_newly_required_field_is_named() -> None:
    new = changed(note={"type": "string"})
    new["$defs"]["LevelDecidedV2"]["required"].append("note")
    assert any("note: the field is newly required" in item for item in incompatibilities(OLD, new))
