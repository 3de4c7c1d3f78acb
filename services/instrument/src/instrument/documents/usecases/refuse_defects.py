"""From what is wrong with a document to the answer that names it."""

from collections.abc import Sequence
from typing import Any, Final

from kit.errors import Conflict, Unprocessable
from rules.refusal import Refusal
from rules.text import Text

_MOST_NAMED: Final = 1_000


def refusal(defects: Sequence[Refusal]) -> Unprocessable:
    """Return the answer to a document with defects; the first thousand places are named."""
    return Unprocessable(
        Text(
            f"Dokumen ini memiliki {len(defects)} cacat; perbaiki bagian yang disebut.",
            f"The document has {len(defects)} defect(s); put right the parts that are named.",
        ),
        errors=[
            Refusal(defect.pointer, Text(defect.text.id, defect.text.en))
            for defect in defects[:_MOST_NAMED]
        ],
    )


def conflict(defect: Refusal, *, extra: dict[str, Any] | None = None) -> Conflict:
    """Return the answer to a document that is at odds with what is there already."""
    message = Text(defect.text.id, defect.text.en)
    return Conflict(message, errors=[Refusal(defect.pointer, message)], extra=extra)
