"""The two chains of published results: one of each assessment, and one of the whole service.

A result names the hash of the one before it in both. Whoever changes, removes or puts in a result
breaks the link that follows; the head tells of the last one.
"""

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from scoring.results.domain.flaw import require_same


class Link(NamedTuple):
    """A result's place in both chains. The first of a chain has nothing before it."""

    sequence: int
    assessment_id: UUID
    revision: int
    result_hash: str
    previous_hash: str | None
    previous_service_hash: str | None


@dataclass(slots=True)
class Chain:
    """Results as they are followed, from the first one on or from behind a known one."""

    length: int = 0
    head: str | None = None
    # By assessment, the number and the hash of its newest result among those that were followed.
    newest: dict[UUID, tuple[int, str]] = field(default_factory=dict)

    def follow(self, link: Link, *, file: str) -> None:
        """Take the next result.

        Raises:
            FlawFound: It does not follow those before it.
        """
        revision, own = self.newest.get(link.assessment_id, (0, None))
        require_same(file, "sequence", expected=self.length + 1, found=link.sequence)
        require_same(
            file, "previous_service_hash", expected=self.head, found=link.previous_service_hash
        )
        require_same(file, "revision", expected=revision + 1, found=link.revision)
        require_same(file, "previous_hash", expected=own, found=link.previous_hash)
        self.length, self.head = link.sequence, link.result_hash
        self.newest[link.assessment_id] = link.revision, link.result_hash

    def end(self, *, length: int, head: str | None) -> None:
        """Compare the last result with what is written of it elsewhere.

        Raises:
            FlawFound: Results are missing at the end, or stand behind it.
        """
        require_same("result_head", "sequence", expected=length, found=self.length)
        require_same("result_head", "result_hash", expected=head, found=self.head)
