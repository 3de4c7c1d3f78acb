"""The tree of agencies: who stands above, who below, and who exists in a period."""

from datetime import date

from rules.succession import Takeover
from scoring.state.domain.agency import Agency, AgencyTree, Lineage


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


def heir(code: str, *before: str, since: int = 2026) -> Agency:
    return agency(code, "1", since=since).taking_over_from(before)


def test_a_year_before_its_time_is_that_of_the_only_predecessor() -> None:
    tree = AgencyTree([agency("a", "1", since=2015), heir("b", "a", since=2024), heir("c", "b")])

    assert [tree.holder("c", year) for year in ("2026", "2025", "2023", "2010")] == [
        "c",
        "b",
        "a",
        "a",
    ]
    assert tree.holder("c", "2026-01") == "c"
    assert list(tree.lineage("c")) == ["c", "b", "a"]
    assert sorted(tree.takeovers()) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_a_year_before_a_merger_is_nobodys() -> None:
    tree = AgencyTree([agency("a", "1"), agency("b", "1"), heir("m", "a", "b"), heir("n", "m")])

    assert [tree.holder(code, "2025") for code in ("a", "m", "n")] == ["a", None, None]
    assert tree.holder("m", "2026") == "m"
    assert list(tree.lineage("n")) == ["n", "m"]
    assert tree.takeovers() == [("m", "n")]


def test_facts_of_a_past_year_are_read_by_the_heirs_and_above_them() -> None:
    moved = Agency("c", "c", "agency", "2", date(2026, 1, 1)).taking_over_from(["a"])
    tree = AgencyTree([agency("1", None), agency("2", None), agency("a", "1"), moved])

    assert tree.readers("a", "2025") == (frozenset("ac"), frozenset("ac12"))
    assert tree.readers("a", "2026") == (frozenset("a"), frozenset("a1"))
    assert tree.readers("c", "2025") == (frozenset(), frozenset())


def test_without_a_predecessor_every_year_is_its_own() -> None:
    tree = AgencyTree([agency("a", "1", since=2026)])

    assert [tree.holder(code, "2025") for code in ("a", "unknown")] == ["a", "unknown"]


def test_a_ring_of_predecessors_does_no_harm() -> None:
    tree = AgencyTree([heir("a", "b"), heir("b", "a")])

    assert tree.holder("a", "2025") == "a"
    assert sorted(tree.heirs("a")) == ["a", "b"]


def test_who_was_there_already_goes_on_from_itself() -> None:
    """And from whom it began as the successor of, however many it takes in later."""
    ended = [agency("a", "1", until=2023), agency("c", "1", until=2025), agency("d", "1")]
    own = heir("b", "a", "c", since=2024)
    tree = AgencyTree([*ended, own, heir("e", "c", since=2020), heir("p", "d")])

    assert list(tree.lineage("b")) == ["b", "a"]
    assert list(tree.lineage("e")) == ["e"]
    assert [tree.holder(code, "2019") for code in "be"] == ["a", "e"]
    assert sorted(tree.takeovers()) == [("a", "b"), ("d", "p")]
    assert tree.line("b") == Lineage(("b", "a"), (), (Takeover("c", "b", date(2026, 1, 1)),))


def test_who_gave_a_part_and_took_it_back_is_no_ring() -> None:
    part = agency("p", "1", since=2023, until=2024).taking_over_from(["a"])
    whole = agency("a", "1", since=2015).taking_over_from(["p"])
    tree = AgencyTree([part, whole])

    assert list(tree.lineage("p")) == ["p", "a"]
    assert list(tree.lineage("a")) == ["a"]
    assert tree.holder("a", "2010") == "a"
