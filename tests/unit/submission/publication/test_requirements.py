"""What publishing requires of the state itself."""

from submission.campaigns.domain.stage_state import StageState
from submission.campaigns.domain.stages import stages_of
from submission.links.domain.link import MOST_IN_ALL
from submission.publication.domain.requirements import Basis, missing_for_publication


def test_a_state_with_more_links_than_an_event_holds_is_not_published() -> None:
    stages = stages_of("monthly")
    state = StageState(stage="mandiri", position=0, state="closed")

    def lacking(links: int) -> list[str]:
        basis = Basis(stages=stages, states=[state], state=state, links=links, is_consented=True)
        return [each.requirement for each in missing_for_publication(basis)]

    assert lacking(MOST_IN_ALL) == ["state_approved"]
    assert lacking(MOST_IN_ALL + 1) == ["state_approved", "few_links"]
