"""What the people of the stories do: open, answer, submit. Each does nothing twice."""

from typing import NamedTuple

from sandbox.region.agencies import REGION_CODE
from sandbox.stories.portal import Portal
from sandbox.stories.worksheet import Answers, filled
from sandbox.telling.texts import Json

_SUBMITTED = ("submitted", "closed")


class Campaign(NamedTuple):
    """The campaign of a story: its code, its name, its edition and its period, and for whom.

    `derives`: whether levels also follow from facts; without source systems none does. `kind`:
    which stages it has; without it what goes with the instrument.
    """

    code: str
    name: str
    edition: str
    period: str
    agencies: tuple[str, ...] = (REGION_CODE,)
    derives: bool = True
    kind: str | None = None


def open_campaign(portal: Portal, campaign: Campaign, *, planned: bool = False) -> bool:
    """Open (or plan) the campaign, unless it exists; return whether it is new."""
    if portal.find(f"/campaigns/{campaign.code}") is not None:
        return False
    body: Json = {
        "code": campaign.code,
        "name": campaign.name,
        "kind": campaign.kind,
        "edition_code": campaign.edition,
        "period": campaign.period,
        "agency_codes": [*campaign.agencies],
        "planned": planned,
    }
    if not campaign.derives:
        body["derivation_set_version"] = None
    portal.post("/campaigns", body)
    return True


def assessment_of(portal: Portal, campaign: Campaign, agency: str = REGION_CODE) -> str:
    """Return the id of an agency's assessment."""
    (found,) = portal.items("/assessments", campaign=campaign.code, agency=agency)
    return str(found["assessment_id"])


def answer_in_worksheet(portal: Portal, assessment: str, stage: str, answers: Answers) -> int:
    """Fill in a stage's worksheet and send it back; return how many answers that changed."""
    path = f"/assessments/{assessment}/stages/{stage}/levels.xlsx"
    done = portal.upload(path, filled(portal.download(path), answers))
    return len(done["decided"])


def submit(portal: Portal, assessment: str, stage: str, *, reason: str) -> list[str]:
    """Submit a stage, unless it was; return what is not answered, each for this reason."""
    path = f"/assessments/{assessment}/stages/{stage}"
    state = portal.get(path)
    if state["state"] in _SUBMITTED:
        return [gap["indicator_code"] for gap in state["gaps"]]
    step = next(each for each in state["next_steps"] if each["step"] == "submission")
    unanswered = [lack for lack in step["missing"] if lack["requirement"] == "complete"]
    open_codes = [code for lack in unanswered for code in lack["indicator_codes"]]
    gaps = [{"indicator_code": code, "reason": reason} for code in open_codes]
    portal.post(f"{path}/submission", {"gaps": gaps})
    return open_codes
