"""The evidence of a stage: what its indicators rest on there, as the hash of its state takes it.

Rules: a link belongs to the stage at which it was made and to those after it, and so does a review.
What was linked is what counts: a version with its content, and of an address what it gave before
the stage was submitted. What is only noticed later (another content, an end of validity) changes
nothing here, and neither does the clock.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rules.assessment_state import StateLink, StateReview, contents_of, source_hash
from submission.evidence.domain.item import AddressSource, FileSource, Version
from submission.links.domain.link import Link, Review, counting

# A version of an item, by the id of the item and its number.
VersionId = tuple[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEvidence:
    """What the indicators of a stage rest on, in the order of the links.

    `withdrawn`: the items of it that their owners do not stand by any more, at any stage.
    """

    links: tuple[StateLink, ...] = ()
    withdrawn: tuple[UUID, ...] = ()

    @property
    def contents(self) -> tuple[str, ...]:
        """Return the SHA-256 of each content that is known, each once."""
        return contents_of(self.links)


NO_EVIDENCE: Final = StageEvidence()


def evidence_of(links: Iterable[Link], *, unread: Collection[VersionId] | None) -> StageEvidence:
    """Return the evidence of a stage.

    `links`: those made at this stage or before, with their newest reviews of these stages.
    `unread`: the versions whose addresses had given nothing when the stage was submitted; None or
    empty while it was not, or there were none.
    """
    counted = sorted(counting(links), key=lambda each: each.link_id)
    withdrawn = {each.evidence_id for each in counted if each.proof.withdrawal is not None}
    return StageEvidence(
        links=tuple(_link(each, unread or ()) for each in counted),
        withdrawn=tuple(sorted(withdrawn)),
    )


def unread_of(links: Iterable[Link]) -> Iterator[VersionId]:
    """Yield the versions that count and whose addresses have given nothing yet."""
    for each in counting(links):
        version = each.proof.version
        if isinstance(version.source, AddressSource) and _content(version) is None:
            yield each.evidence_id, version.version


def _link(link: Link, unread: Collection[VersionId]) -> StateLink:
    version = link.proof.version
    is_unread = (link.evidence_id, version.version) in unread
    return StateLink(
        link_id=link.link_id,
        indicator_code=link.indicator_code,
        stage=link.stage,
        evidence_id=link.evidence_id,
        version=version.version,
        origin=version.origin,
        source_sha256=_source(version),
        sha256=None if is_unread else _content(version),
        review=_review(link.review),
    )


def _review(review: Review | None) -> StateReview | None:
    if review is None:
        return None
    return StateReview(number=review.number, stage=review.stage, state=review.state)


def _content(version: Version) -> str | None:
    """Return the hash of a content: of a file, of what an address gave first, of a record."""
    if not isinstance(version.source, AddressSource):
        return version.source.sha256
    seen = None if version.fetch is None else version.fetch.first
    return None if seen is None else seen.sha256


def _source(version: Version) -> str | None:
    source = version.source
    if isinstance(source, FileSource):
        return None
    if isinstance(source, AddressSource):
        return source_hash(address=source.address)
    return source_hash(
        system=source.system, reference=source.reference, adapter_version=source.adapter_version
    )
