"""Rule sets as documents: whole, or refused with every defect; versions, and whose are in force."""

import copy
import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from rules.exact import parse
from submission.consequences.domain.condition import (
    AgainstTarget,
    AllOf,
    AnyOf,
    Improved,
    InstructionOverdue,
    Not,
)
from submission.consequences.domain.document import RuleSetError, read_rule_set
from submission.consequences.domain.rule_set import RuleSet, faults_of_next, in_force
from submission.consequences.store.packaged import packaged

NAME = {"id": "Nama", "en": "Name"}


def document(condition: Any = None, **members: Any) -> dict[str, Any]:
    missed = {"kind": "target_missed", "period_kind": "quarter", "periods": 2}
    rule = {
        "code": "aturan",
        "effect": "punishment",
        "name": NAME,
        "basis": "Perbup 1/2026",
        "condition": missed if condition is None else condition,
    }
    whole = {"rule_set_code": "sendiri", "version": 1, "title": NAME, "rules": [rule]}
    return whole | members


def defects(wrong: Any) -> dict[str, str]:
    with pytest.raises(RuleSetError) as refused:
        read_rule_set(wrong)
    return {each.pointer: each.text.en for each in refused.value.faults}


def test_the_rules_of_the_release_are_sound_and_speak_both_languages() -> None:
    rules = packaged().rules
    assert {rule.effect for rule in rules} == {"reward", "punishment"}
    assert all(rule.name.id != rule.name.en for rule in rules)
    text = files("submission.consequences.store").joinpath("standard.json").read_text("utf-8")
    assert read_rule_set(json.loads(text)) == packaged()


def test_every_kind_of_condition_is_read() -> None:
    condition = {
        "kind": "any",
        "conditions": [
            {"kind": "target_reached", "period_kind": "month", "periods": 3},
            {"kind": "improved", "period_kind": "month", "by": "0.1"},
            {"kind": "not", "condition": {"kind": "instruction_overdue", "count": 2, "days": 7}},
            {"kind": "all", "conditions": [{"kind": "akip", "improved": True}]},
        ],
    }
    (rule,) = read_rule_set(document(condition)).rules
    assert isinstance(rule.condition, AnyOf)
    reached, improved, negated, every = rule.condition.conditions
    assert reached == AgainstTarget("reached", "month", 3)
    assert improved == Improved("month", parse("0.1"))
    assert negated == Not(InstructionOverdue(2, 7))
    assert isinstance(every, AllOf)


def test_a_rule_looks_at_periods_of_one_kind() -> None:
    condition = {
        "kind": "any",
        "conditions": [
            {"kind": "target_reached", "period_kind": "month", "periods": 3},
            {"kind": "improved", "period_kind": "year", "by": "0.1"},
        ],
    }
    assert defects(document(condition)) == {
        "/rules/0/condition": "a rule looks at periods of one kind only: months, quarters or years"
    }


def test_all_that_is_wrong_is_named_at_once_with_its_place() -> None:
    wrong = document(
        {
            "kind": "all",
            "conditions": [
                {"kind": "target_missed", "period_kind": "week", "periods": 0},
                {"kind": "improved", "period_kind": "year", "by": 0.1},
                {"kind": "lucky"},
                {"kind": "akip", "improved": "no", "more": 1},
                {"kind": "any", "conditions": []},
                7,
            ],
        },
        version=True,
        title={"id": " "},
        more=1,
    )
    below = "/rules/0/condition/conditions"
    found = defects(wrong)
    assert {
        "/more": "is unknown",
        "/version": "must be a whole number from 1 to 1000000",
        "/title/en": "is required",
        f"{below}/0/period_kind": "choose from month, quarter, year",
        f"{below}/0/periods": "must be a whole number from 1 to 24",
        f"{below}/1/by": 'must be an exact number from 0 on, like "0.1"',
        f"{below}/3/improved": "must be true or false",
        f"{below}/3/more": "is unknown",
        f"{below}/4/conditions": "must be a list of 1 to 20",
        f"{below}/5": "must be an object",
    }.items() <= found.items()
    assert found[f"{below}/2/kind"].startswith("choose from akip, all, any")
    assert "/title/id" in found


@pytest.mark.parametrize("wrong", [None, [], "rules", 3])
def test_what_is_no_object_is_no_rule_set(wrong: Any) -> None:
    assert defects(wrong)[""] == "must be an object"


def test_a_code_stands_for_one_rule_and_conditions_are_not_endless() -> None:
    twice = document()
    twice["rules"] = [*twice["rules"], copy.deepcopy(twice["rules"][0])]
    assert defects(twice) == {"/rules/1/code": "another rule has this code"}
    deep: dict[str, Any] = {"kind": "akip", "improved": True}
    for _ in range(8):
        deep = {"kind": "not", "condition": deep}
    (fault,) = defects(document(deep)).values()
    assert fault == "must be 8 levels deep at most"


def test_the_nearest_region_goes_first_then_the_newest_version_then_the_release() -> None:
    def own(agency: str, version: int) -> RuleSet:
        return read_rule_set(document(version=version), agency_code=agency)

    province, old, new, elsewhere = own("99", 5), own("9901", 1), own("9901", 2), own("9902", 9)
    line = ("9901.1", "9901", "99")
    kept = [packaged(), province, new, old, elsewhere]
    day = date(2026, 6, 30)
    assert in_force(kept, line, day) == new
    assert in_force([packaged(), province, elsewhere], line, day) == province
    assert in_force([packaged(), elsewhere], line, day) == packaged()
    assert in_force([elsewhere], line, day) is None
    # What is not valid yet on that day judges nothing of it.
    later = replace(new, valid_from=date(2026, 7, 1))
    assert in_force([packaged(), later, old], line, day) == old
    assert in_force([packaged(), later, old], line, date(2026, 7, 1)) == later


def test_versions_follow_each_other_and_say_something_new() -> None:
    first = read_rule_set(document(), agency_code="9901")
    assert faults_of_next(first, []) == []
    again = read_rule_set(document(version=2), agency_code="9901")
    (same,) = faults_of_next(again, [first])
    assert same.text.en == "it says the same as version 1"
    skipped = read_rule_set(
        document({"kind": "akip", "improved": False}, version=3), agency_code="9901"
    )
    (order,) = faults_of_next(skipped, [first])
    assert (order.pointer, order.text.en) == ("/version", "the next version is 2")
    # Another region counts its own.
    assert faults_of_next(read_rule_set(document(), agency_code="9902"), [first]) == []
