"""Below whom an agency stood from which day on, and which first days fit that."""

from datetime import UTC, date, datetime

import pytest

from submission.agencies.domain import Agency, AgencyRevision, AgencyState, ChangeKind
from submission.registers.domain.place import (
    Stay,
    check_below,
    check_first_day,
    check_life,
    stays_of,
)

BEGUN = date(2020, 1, 1)


def agency(code: str = "A", *, parent: str | None = "P", begun: date = BEGUN) -> Agency:
    return Agency(
        code=code,
        name=code,
        short_name=None,
        kind="agency",
        parent_code=parent,
        valid_from=begun,
        valid_until=None,
    )


def states(*told: tuple[ChangeKind, str | None, date]) -> list[AgencyState]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        AgencyState(
            kept=AgencyRevision(agency=agency(parent=parent), revision=number, changed_at=at),
            since=since,
            change=change,
            note=None,
            changed_by="a",
        )
        for number, (change, parent, since) in enumerate(told, start=1)
    ]


MOVED = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("told", "parent", "stays"),
    [
        ([], "P", [("P", BEGUN)]),
        ([("created", "P", BEGUN)], "P", [("P", BEGUN)]),
        # What names another parent without a move corrects the stay from its beginning on.
        ([("created", "P", BEGUN), ("changed", "Q", MOVED)], "Q", [("Q", BEGUN)]),
        ([("created", "P", BEGUN)], "Q", [("Q", BEGUN)]),
        ([("created", "P", BEGUN), ("moved", "Q", MOVED)], "Q", [("P", BEGUN), ("Q", MOVED)]),
        ([("created", "P", BEGUN), ("moved", "Q", MOVED)], "R", [("P", BEGUN), ("R", MOVED)]),
        ([("created", "P", BEGUN), ("moved", "Q", BEGUN)], "Q", [("Q", BEGUN)]),
        ([("created", None, BEGUN), ("moved", "Q", MOVED)], "Q", [(None, BEGUN), ("Q", MOVED)]),
        # Formed again after it was taken back.
        (
            [("created", "P", MOVED), ("withdrawn", "P", MOVED), ("created", "Q", MOVED)],
            "Q",
            [("Q", BEGUN)],
        ),
    ],
)
def test_where_an_agency_stood(
    told: list[tuple[ChangeKind, str | None, date]],
    parent: str | None,
    stays: list[tuple[str | None, date]],
) -> None:
    assert stays_of(states(*told), agency(parent=parent)) == [Stay(*each) for each in stays]


@pytest.mark.parametrize("day", [BEGUN, date(2020, 1, 2)])
def test_a_place_begins_with_what_is_above_it(day: date) -> None:
    above = agency("P", parent=None, begun=day)
    wrong = [*check_life(agency(), above, since=BEGUN)]
    assert [each.pointer for each in wrong] == ([] if day == BEGUN else ["/valid_from"])
    moved = [*check_life(agency(), above, since=date(2020, 1, 3))]
    assert moved == []


def test_only_an_earlier_first_day_is_held_against_who_stood_above() -> None:
    above = agency("P", parent=None, begun=date(2021, 1, 1))
    for day, is_wrong in ((date(2019, 1, 1), True), (BEGUN, False), (date(2020, 6, 1), False)):
        told = [*check_first_day(agency(begun=day), agency(), above)]
        assert bool(told) == is_wrong, day


def test_only_a_later_first_day_is_held_against_who_stands_below() -> None:
    below = [(agency("B", parent="A", begun=date(2019, 1, 1)), [Stay("A", MOVED)])]
    for day, is_wrong in ((date(2019, 1, 1), False), (MOVED, False), (date(2024, 5, 2), True)):
        told = [*check_below(agency(begun=day), agency(), below)]
        assert bool(told) == is_wrong, day
