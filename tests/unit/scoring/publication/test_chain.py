"""The chains of published results: each names what comes before it."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.publication.domain.chain import Chain, Link
from scoring.results.domain.flaw import NOTHING, Flaw, FlawFound, flaw_found

OWNERS = st.lists(st.integers(0, 3), min_size=1, max_size=12)
CHANGED: dict[str, Any] = {"sequence": 99, "revision": 99}


def chained(owners: list[int]) -> list[Link]:
    """Return the links of results of these assessments."""
    links: list[Link] = []
    newest: dict[int, Link] = {}
    for sequence, owner in enumerate(owners, 1):
        before = newest.get(owner)
        newest[owner] = Link(
            sequence,
            UUID(int=owner),
            before.revision + 1 if before else 1,
            f"hash-{sequence}",
            before.result_hash if before else None,
            links[-1].result_hash if links else None,
        )
        links.append(newest[owner])
    return links


def follow(links: list[Link], owners: list[int]) -> None:
    """Follow links to where the chain of these assessments ends."""
    chain, last = Chain(), chained(owners)[-1]
    for link in links:
        chain.follow(link, file="result")
    chain.end(length=last.sequence, head=last.result_hash)


@given(OWNERS)
def test_results_in_their_order_are_whole(owners: list[int]) -> None:
    follow(chained(owners), owners)


# Whose result it is, is told by the signature: a first one may be of anybody.
@given(
    OWNERS, st.sampled_from([name for name in Link._fields if name != "assessment_id"]), st.data()
)
def test_a_change_of_any_link_is_found(owners: list[int], name: str, data: st.DataObject) -> None:
    links = chained(owners)
    place = data.draw(st.integers(0, len(links) - 1))
    links[place] = links[place]._replace(**{name: CHANGED.get(name, "other")})

    with pytest.raises(FlawFound):
        follow(links, owners)


@given(OWNERS, st.data())
def test_any_missing_result_is_found(owners: list[int], data: st.DataObject) -> None:
    links = chained(owners)
    del links[data.draw(st.integers(0, len(links) - 1))]

    with pytest.raises(FlawFound) as found:
        follow(links, owners)
    assert found.value.flaw.field == "sequence"


def test_nothing_published_is_whole() -> None:
    Chain().end(length=0, head=None)


@pytest.mark.parametrize(
    ("length", "head", "flaw"),
    [
        (3, "hash-2", flaw_found("result_head", "sequence", expected="3", found="2").flaw),
        (1, "hash-1", flaw_found("result_head", "sequence", expected="1", found="2").flaw),
        (
            2,
            "other",
            flaw_found("result_head", "result_hash", expected="other", found="hash-2").flaw,
        ),
        (2, None, flaw_found("result_head", "result_hash", expected=NOTHING, found="hash-2").flaw),
    ],
)
def test_an_end_that_is_another_than_the_head_says_is_named(
    length: int, head: str | None, flaw: Flaw
) -> None:
    chain = Chain()
    for link in chained([0, 1]):
        chain.follow(link, file="result")

    with pytest.raises(FlawFound) as found:
        chain.end(length=length, head=head)
    assert found.value.flaw == flaw
