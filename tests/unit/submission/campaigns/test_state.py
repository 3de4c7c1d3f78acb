"""The states of a campaign, all steps from all states."""

from typing import get_args

from submission.campaigns.domain.state import CampaignState, CampaignStep, state_after

POSSIBLE = {
    ("planned", "opened"): "open",
    ("planned", "deadline"): "planned",
    ("open", "deadline"): "open",
    ("planned", "visits"): "planned",
    ("open", "visits"): "open",
    ("open", "closed"): "closed",
    ("planned", "closed"): "closed",
    ("closed", "reopened"): "open",
}


def test_no_other_step_is_possible() -> None:
    for state in get_args(CampaignState):
        for step in get_args(CampaignStep):
            assert state_after(state, step) == POSSIBLE.get((state, step)), (state, step)
