"""Why something is not done. The API gives each of these a status and an address.

RefusedError
├── AbsentError           what was named does not exist
├── UnfitError            what was given does not fit together
├── NotOwnerError         it belongs to somebody else, and may be read only
└── ConflictError         it conflicts with the present state
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

    `text`: why, and what to do. `part`: the name of the argument that is wrong (`edition_code`), or
    a JSON pointer into the document. `fault`: what is wrong with it. `details`: the present
    state, by name.
    """

    def __init__(self, text: Text, part: str, fault: Text, **details: str) -> None:
        super().__init__(text.en)
        self.text = text
        self.part = part
        self.fault = fault
        self.details = details


class AbsentError(RefusedError):
    """What was named does not exist."""

    def __init__(self, text: Text, part: str) -> None:
        super().__init__(text, part, _ABSENT)


class UnfitError(RefusedError):
    """What was given does not fit together."""


class NotOwnerError(RefusedError):
    """It belongs to an agency that the author does not stand at or above, or to the product.

    `owner_code`: that agency, None for the product.
    """

    def __init__(self, text: Text, part: str, fault: Text, *, owner_code: str | None) -> None:
        super().__init__(text, part, fault)
        self.owner_code = owner_code


class ConflictError(RefusedError):
    """It conflicts with the present state."""


class ExistingDraftError(ConflictError):
    """The draft exists already; it can be replaced."""


class RefusedDocumentError(Exception):
    """A document has defects, so it is not stored or not published; `defects` names all of them."""

    def __init__(self, defects: Sequence[Refusal]) -> None:
        super().__init__("; ".join(f"{defect.pointer}: {defect.text.en}" for defect in defects))
        self.defects = tuple(defects)


class OutdatedError(Exception):
    """A change does not start from the present draft: `state` is its hash."""

    def __init__(self, state: str, document: Mapping[str, Any]) -> None:
        super().__init__("the change does not start from the present draft")
        self.state = state
        self.document = document
