"""Which signatures of minutes count: those of the present document, of every side that signs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from submission.campaigns.domain.stages import Side
from submission.minutes.domain.record import Minutes
from submission.signatures.domain import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedMinutes:
    """Minutes with their present document and all signatures that they ever got.

    `signers`: the sides that sign, each with the roles that sign for it.
    """

    minutes: Minutes
    document: Mapping[str, Any]
    sha256: str
    signers: Mapping[Side, tuple[str, ...]]
    signatures: Sequence[Signature] = ()

    @property
    def revision(self) -> int:
        """Return the number of what was written."""
        return self.minutes.revision

    @property
    def counting(self) -> list[Signature]:
        """Return the signatures of the present document."""
        return [each for each in self.signatures if each.sha256 == self.sha256]

    @property
    def lacking(self) -> list[Side]:
        """Return the sides that have not signed the present document."""
        there = {self.side_of(each) for each in self.counting}
        return [side for side in self.signers if side not in there]

    @property
    def is_signed(self) -> bool:
        """Say whether every side has signed the present document."""
        return not self.lacking

    def side_of(self, signature: Signature) -> Side:
        """Return the side that a signature is of: no role signs for two of them."""
        return next(side for side, roles in self.signers.items() if signature.role in roles)


def seen_on_visits(found: Iterable[SignedMinutes], stage: str) -> set[str]:
    """Return the indicators that the signed minutes of visits at a stage name."""
    return {
        finding.indicator_code
        for each in found
        if each.minutes.record.kind == "observation" and each.minutes.record.stage == stage
        if each.is_signed
        for finding in each.minutes.record.findings
    }
