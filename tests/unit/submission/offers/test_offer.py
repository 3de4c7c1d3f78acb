"""Offers: what is refused before anything is stored, and how an offer counts its changes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kit.ids import new_id
from submission.offers.domain import STATE_NAMES, Offer, OfferState, check_offer

MADE = Offer(
    offer_id=new_id(),
    parent_code="9900",
    agency_code="9901",
    note=None,
    state="open",
    offered_by="someone",
    offered_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("agency", ["9900.1", "9900"])
def test_a_place_below_itself_or_what_is_below_it_closes_a_circle(agency: str) -> None:
    (wrong,) = check_offer(agency, "9900.1", line=["9900", "9900.1"])
    assert wrong.pointer == "/agency_code"
    assert "circle" in wrong.text.en


def test_any_other_agency_may_be_offered_a_place() -> None:
    assert check_offer("9901", "9900.1", line=["9900", "9900.1"]) == ()


@pytest.mark.parametrize(
    ("state", "revision"),
    [("open", 1), ("accepted", 2), ("refused", 2), ("withdrawn", 2), ("lapsed", 2)],
)
def test_an_offer_is_made_and_ends(state: OfferState, revision: int) -> None:
    assert replace(MADE, state=state).revision == revision
    assert STATE_NAMES[state].id
