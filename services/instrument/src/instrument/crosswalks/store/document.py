"""A crosswalk as a document."""

from typing import Annotated

from pydantic import Field

from instrument.crosswalks.domain import model
from instrument.documents.domain.limits import MOST_PARTS
from instrument.documents.store.parts import Code, ExactText, Part, Sentence, TextDocument, text
from instrument.editions.domain.model import Certainty
from rules.exact import fraction


class FlowDocument(Part):
    """The share of an old indicator that a new indicator takes over."""

    from_code: Code
    to_code: Code
    share: ExactText
    reason: TextDocument | None = None

    def to_domain(self) -> model.Flow:
        """Return the domain's flow."""
        return model.Flow(
            from_code=self.from_code,
            to_code=self.to_code,
            share=fraction(self.share),
            reason=text(self.reason),
        )


class DroppedDocument(Part):
    """The share of an old indicator that the new edition no longer measures."""

    from_code: Code
    share: ExactText
    reason: TextDocument

    def to_domain(self) -> model.Dropped:
        """Return the domain's dropped share."""
        return model.Dropped(
            from_code=self.from_code, share=fraction(self.share), reason=self.reason.to_domain()
        )


class GapDocument(Part):
    """A new indicator to which no old indicator flows."""

    to_code: Code
    reason: TextDocument

    def to_domain(self) -> model.Gap:
        """Return the domain's gap."""
        return model.Gap(to_code=self.to_code, reason=self.reason.to_domain())


class CrosswalkDocument(Part):
    """Which indicators of a new edition take over the indicators of an old one.

    The shares of an old indicator, in its flows and dropped, add up to 1.
    """

    crosswalk_code: Annotated[Code, Field(examples=["permenpanrb-5-2018--permenpanrb-59-2020"])]
    from_edition: Annotated[Code, Field(examples=["permenpanrb-5-2018"])]
    to_edition: Annotated[Code, Field(examples=["permenpanrb-59-2020"])]
    title: TextDocument
    source: Sentence
    certainty: Certainty
    caveat: TextDocument | None = None
    flows: Annotated[tuple[FlowDocument, ...], Field(min_length=1, max_length=MOST_PARTS["flows"])]
    dropped: Annotated[tuple[DroppedDocument, ...], Field(max_length=MOST_PARTS["dropped"])] = ()
    gaps: Annotated[tuple[GapDocument, ...], Field(max_length=MOST_PARTS["gaps"])] = ()

    def to_domain(self) -> model.Crosswalk:
        """Return the domain's crosswalk."""
        return model.Crosswalk(
            crosswalk_code=self.crosswalk_code,
            from_edition=self.from_edition,
            to_edition=self.to_edition,
            title=self.title.to_domain(),
            source=self.source,
            certainty=self.certainty,
            caveat=text(self.caveat),
            flows=tuple(flow.to_domain() for flow in self.flows),
            dropped=tuple(part.to_domain() for part in self.dropped),
            gaps=tuple(gap.to_domain() for gap in self.gaps),
        )
