"""Take a step of a campaign, if its state allows it."""

from dataclasses import replace

from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.state import STATE_NAMES, CampaignStep, state_after


def take_step(present: KeptCampaign, step: CampaignStep) -> KeptCampaign:
    """Return a campaign in the state after a step, with its next revision.

    Raises:
        Conflict: The step is not possible in its state.
    """
    state = state_after(present.state, step)
    if state is None:
        code, name = present.campaign.code, STATE_NAMES[present.state]
        raise Conflict(
            Text(
                f"Kegiatan {code} {name.id}, sehingga langkah ini tidak dapat dilakukan.",
                f"The campaign {code} is {name.en}, so this step cannot be taken.",
            ),
            errors=[Refusal("campaign_code", name)],
        )
    return replace(present, state=state, revision=present.revision + 1)


def require_not_closed(present: KeptCampaign) -> None:
    """Require that a campaign can still be planned.

    Raises:
        Conflict: It is closed.
    """
    if present.state == "closed":
        code, name = present.campaign.code, STATE_NAMES["closed"]
        raise Conflict(
            Text(f"Kegiatan {code} {name.id}.", f"The campaign {code} is {name.en}."),
            errors=[Refusal("campaign_code", name)],
        )
