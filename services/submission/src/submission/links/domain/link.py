"""A link: one version of an item of evidence, used for one indicator of one assessment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.evidence.domain.item import DocumentKind, Version

ReviewState = Literal["accepted", "rejected"]

# Of an indicator, and of an assessment: all of them travel with a publication, in one event.
MOST_LINKS: Final = 100
MOST_IN_ALL: Final = 1_500
REVIEW_NAMES: Final[Mapping[ReviewState, Text]] = {
    "accepted": Text("diterima", "accepted"),
    "rejected": Text("ditolak", "rejected"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the document it stands, and what else is to be said of it."""

    page: str | None = None
    article: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the assessors of a stage say of a link; `number` counts the reviews of the link."""

    number: int
    stage: str
    state: ReviewState
    reason: str
    reviewed: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That the owner of an item does not stand by it any more."""

    reason: str
    withdrawn: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The item of a link, in the version that is linked; `newest`: the number of its newest one."""

    agency_code: str
    title: str
    kind: DocumentKind
    confidential: bool
    version: Version
    newest: int
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInput:
    """What is to be linked; `version`: None is the newest one. `replaces`: an earlier link."""

    indicator_code: str
    evidence_id: UUID
    version: int | None
    place: Place
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as it is kept. `stage`: the one that was open when it was made; `review`: the newest.

    A link never changes: it is removed, or another one takes its place (`replaces`).
    """

    link_id: UUID
    assessment_id: UUID
    indicator_code: str
    evidence_id: UUID
    place: Place
    stage: str
    made: Act
    proof: Proof
    replaces: UUID | None = None
    removed: Act | None = None
    review: Review | None = None

    @property
    def is_rejected(self) -> bool:
        """Say whether the newest review rejects it."""
        return self.review is not None and self.review.state == "rejected"

    def says_the_same_as(self, wanted: LinkInput, version: int) -> bool:
        """Say whether it links the same version at the same place."""
        mine = (self.indicator_code, self.evidence_id, self.proof.version.version)
        return (*mine, self.place, self.replaces) == (
            wanted.indicator_code,
            wanted.evidence_id,
            version,
            wanted.place,
            wanted.replaces,
        )


def counting(links: Iterable[Link]) -> Iterator[Link]:
    """Yield the links that indicators rest on: not removed, and no other one took their place.

    A link that was rejected or removed takes no place.
    """
    present = [each for each in links if each.removed is None]
    replaced = {each.replaces for each in present if not each.is_rejected}
    return (each for each in present if each.link_id not in replaced)
