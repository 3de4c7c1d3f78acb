"""What is wrong with a document, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from instrument.documents.domain.text import Text


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that must be put right; `pointer` is a JSON pointer into the document."""

    pointer: str
    message: Text


class DefectiveError(ValueError):
    """A document cannot be published; `defects` names everything that is wrong with it."""

    def __init__(self, document: str, defects: Sequence[Defect]) -> None:
        lines = "\n".join(f"  {found.pointer or '/'}: {found.message.en}" for found in defects)
        super().__init__(f"{document} has {len(defects)} defect(s):\n{lines}")
        self.document = document
        self.defects = tuple(defects)
