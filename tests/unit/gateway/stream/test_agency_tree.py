"""The tree knows who is above an agency, whatever order the news came in."""

from gateway.stream.domain.agency_tree import AgencyTree


def test_a_line_goes_from_below_to_above() -> None:
    tree = AgencyTree()
    tree.change("a.b.c", "a.b", revision=1)
    tree.change("a.b", "a", revision=1)
    tree.change("a", None, revision=1)

    assert tree.line("a.b.c") == ("a.b.c", "a.b", "a")
    assert tree.line("a") == ("a",)


def test_an_older_revision_changes_nothing() -> None:
    tree = AgencyTree()
    tree.change("x", "new", revision=3)
    tree.change("x", "old", revision=2)
    tree.change("x", "twice", revision=3)

    assert tree.line("x") == ("x", "new")


def test_a_circle_ends_where_it_began() -> None:
    tree = AgencyTree()
    tree.change("a", "b", revision=1)
    tree.change("b", "a", revision=1)

    assert tree.line("a") == ("a", "b")


def test_an_unknown_agency_is_below_nobody() -> None:
    tree = AgencyTree()

    assert "x" not in tree
    assert tree.line("x") == ("x",)
