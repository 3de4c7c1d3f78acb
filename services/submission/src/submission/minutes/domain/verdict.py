"""The verdict of the review: whether what the stages before decided is valid, and why.

PermenPANRB 59/2020, chapter III: the review team says valid or not valid and may correct levels. A
verdict is about the levels that it was said of and the evidence that they rest on; after a
correction it is said anew.
"""

from dataclasses import dataclass
from typing import Literal

from submission.campaigns.domain.stage_state import Act

Validity = Literal["valid", "not_valid"]
UNSAID = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The newest verdict of an assessment; without any the `revision` is 0.

    `is_present`: it is about the levels and the evidence that count at its stage now.
    """

    stage: str
    revision: int = UNSAID
    validity: Validity | None = None
    reason: str = ""
    levels_sha256: str | None = None
    said: Act | None = None
    is_present: bool = False
