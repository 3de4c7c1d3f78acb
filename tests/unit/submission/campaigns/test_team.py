"""The team of internal evaluators: its functions, and exactly one data-entry officer."""

import pytest

from submission.campaigns.domain.team import (
    DATA_ENTRY,
    TeamMember,
    check_member,
    functions_of,
    missing_functions,
    name_of_function,
)

SPBE = "permenpanrb-59-2020"


@pytest.mark.parametrize(
    ("edition", "count"),
    [("permenpanrb-5-2018", 12), (SPBE, 15), ("permenpanrb-88-2021-akip", 0)],
)
def test_the_guide_of_2018_names_12_functions_and_that_of_2020_15(edition: str, count: int) -> None:
    functions = functions_of(edition)
    assert functions[-1] == DATA_ENTRY
    assert len({*functions}) == len(functions) == count + 1
    assert len({name_of_function(code).id for code in functions}) == len(functions)


def test_a_team_that_lacks_a_function_is_told_which() -> None:
    needed = tuple(functions_of(SPBE))
    team = [TeamMember("a", needed[:3]), TeamMember("b", needed[5:])]
    assert missing_functions(SPBE, team) == [*needed[3:5]]
    assert missing_functions(SPBE, [TeamMember("a", needed)]) == []


def test_there_is_exactly_one_data_entry_officer() -> None:
    (refusal,) = check_member(
        TeamMember("b", ("tik", DATA_ENTRY)), SPBE, others=[TeamMember("a", (DATA_ENTRY,))]
    )
    assert (refusal.pointer, "a" in refusal.text.id) == ("/functions/1", True)


def test_functions_of_another_guide_and_repetitions_are_refused() -> None:
    wrong = check_member(TeamMember("a", ("proses_bisnis", "tik", "tik")), SPBE, others=[])
    assert [each.pointer for each in wrong] == ["/functions/0", "/functions/2"]
    assert not [*check_member(TeamMember("a", ("proses_bisnis",)), "lain", others=[])]
