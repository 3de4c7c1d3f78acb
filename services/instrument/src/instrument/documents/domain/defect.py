"""A document with defects: what must be put right, and where."""

from collections.abc import Sequence

from rules.refusal import Refusal


class DefectiveError(ValueError):
    """A document cannot be published; `defects` names everything that is wrong with it."""

    def __init__(self, document: str, defects: Sequence[Refusal]) -> None:
        lines = "\n".join(f"  {defect.pointer or '/'}: {defect.text.en}" for defect in defects)
        super().__init__(f"{document} has {len(defects)} defect(s):\n{lines}")
        self.document = document
        self.defects = tuple(defects)
