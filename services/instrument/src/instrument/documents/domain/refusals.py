"""Why something is not done. The edge gives each of these an address and a status.

RefusedError
├── AbsentError           what was named does not exist
├── InvalidError          what was given does not fit together
└── ConflictError         it does not agree with what is there already
    └── ExistingDraftError

RefusedDocumentError      a document has defects
OutdatedError             a change does not start from the present draft
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rules.refusal import Refusal
from rules.text import Text

_ABSENT: Final = Text("tidak ada", "does not exist")


class RefusedError(Exception):
    """What was asked for is not done.

    `text`: why, and what to do. `part`: what it is about, either the name of something that was
    asked with (`edition_code`) or a JSON pointer into the document. `fault`: what is wrong with it.
    `facts`: what is there instead.
    """

    def __init__(self, text: Text, part: str, fault: Text, **facts: str) -> None:
        super().__init__(text.en)
        self.text = text
        self.part = part
        self.fault = fault
        self.facts = facts


class AbsentError(RefusedError):
    """What was named does not exist."""

    def __init__(self, text: Text, part: str) -> None:
        super().__init__(text, part, _ABSENT)


class InvalidError(RefusedError):
    """What was given does not fit together."""


class ConflictError(RefusedError):
    """It does not agree with what is there already."""


class ExistingDraftError(ConflictError):
    """A draft is there already; it is replaced, not created."""


class RefusedDocumentError(Exception):
    """A document has defects, so it is not stored or not published; all are named."""

    def __init__(self, defects: Sequence[Refusal]) -> None:
        super().__init__("; ".join(f"{defect.pointer}: {defect.text.en}" for defect in defects))
        self.defects = tuple(defects)


class OutdatedError(Exception):
    """A change does not start from the present draft: `state` is its hash."""

    def __init__(self, state: str, document: Mapping[str, Any]) -> None:
        super().__init__("the change does not start from the present draft")
        self.state = state
        self.document = document
