"""Check that what is published is what its author has validated, and what was checked."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from instrument.documents.domain.refusals import ConflictError
from instrument.documents.usecases.check import Sound
from rules.text import Text

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class CheckedDraft(Generic[D]):
    """A draft without defects; `document_hash` is of the state that was checked."""

    document_hash: str
    sound: Sound[D]


def require_content(wanted: str | None, present: str) -> None:
    """Accept the present content if it is the wanted one or if none is wanted; both are hashes.

    Raises:
        ConflictError: Other content is wanted.
    """
    if wanted not in (None, present):
        raise ConflictError(
            Text(
                f"Isi sekarang {present}, bukan {wanted}. Bacalah lagi sebelum menerbitkan.",
                f"The content is {present}, not {wanted}. Read it again before you publish.",
            ),
            "/content_hash",
            Text("bukan isi yang sekarang", "is other content"),
            content_hash=present,
        )


def require_checked(checked: CheckedDraft[D] | None, document_hash: str, *, part: str) -> Sound[D]:
    """Return what was checked, if it is the present draft; `part`: what names the draft.

    Raises:
        ConflictError: The draft was made or changed after it was checked.
    """
    if checked is None or checked.document_hash != document_hash:
        raise ConflictError(
            Text(
                "Draf ini diubah orang lain saat sedang diperiksa. Bacalah lagi, lalu terbitkan.",
                "The draft was changed while it was being checked. Read it again, then publish.",
            ),
            part,
            Text("berubah saat diperiksa", "was changed meanwhile"),
        )
    return checked.sound
