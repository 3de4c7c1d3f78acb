"""An entry of the list of a campaign, with who took note of it."""

from dataclasses import dataclass
from uuid import UUID

from submission.consequences.domain.acknowledgement import Acknowledgement
from submission.consequences.domain.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is due to an assessed agency by a rule, or cannot be judged.

    `acknowledgements`: all of this rule and assessment, also of what the entry said before.
    """

    assessment_id: UUID
    entry: Entry
    sha256: str
    acknowledgements: tuple[Acknowledgement, ...] = ()

    @property
    def is_acknowledged(self) -> bool:
        """Say whether somebody took note of what it says now."""
        return any(each.sha256 == self.sha256 for each in self.acknowledgements)
