"""The tree of agencies: who stands above, who below, and who exists in a period."""

from datetime import date

from scoring.state.domain.agency import Agency, AgencyTree


def agency(
    code: str,
    parent: str | None,
    *,
    kind: str = "agency",
    since: int = 2020,
    until: int | None = None,
) -> Agency:
    last = None if until is None else date(until, 12, 31)
    return Agency(code, code, kind, parent, date(since, 1, 1), last)


def test_upwards_leads_to_the_root() -> None:
    tree = AgencyTree([agency("1", None), agency("1.1", "1"), agency("1.1.1", "1.1")])

    assert list(tree.upwards("1.1.1")) == ["1.1.1", "1.1", "1"]


def test_a_parent_that_has_not_come_yet_counts_as_the_top() -> None:
    tree = AgencyTree([agency("1.1", "1")])

    assert list(tree.upwards("1.1")) == ["1.1", "1"]
    assert list(tree.downwards("1")) == ["1", "1.1"]


def test_a_ring_does_no_harm() -> None:
    tree = AgencyTree([agency("a", "b"), agency("b", "a")])

    assert sorted(tree.upwards("a")) == ["a", "b"]
    assert sorted(tree.downwards("a")) == ["a", "b"]


def test_a_subtree_is_of_one_kind_and_valid_in_the_period() -> None:
    tree = AgencyTree(
        [
            agency("1", None, kind="regency"),
            agency("1.1", "1"),
            agency("1.2", "1", until=2024),
            agency("1.3", "1", since=2026),
        ]
    )

    assert tree.subtree("1", "agency", "2025") == ("1.1",)
    assert tree.subtree("1", None, "2024") == ("1", "1.1", "1.2")
    assert tree.subtree("1", "agency", "2026-01") == ("1.1", "1.3")


def test_below_an_agency_that_ended_others_go_on() -> None:
    tree = AgencyTree([agency("1", None), agency("1.1", "1", until=2020), agency("1.1.1", "1.1")])

    assert tree.subtree("1", None, "2026") == ("1", "1.1.1")


def test_an_unknown_agency_has_no_subtree() -> None:
    assert AgencyTree().subtree("1", None, "2026") == ()
