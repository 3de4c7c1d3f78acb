"""Check that the content to publish is the one that its author has validated."""

from instrument.documents.domain.refusals import ConflictError
from rules.text import Text


def require_content(wanted: str | None, present: str) -> None:
    """Accept the present content if it is the wanted one or if none is wanted; both are hashes.

    Raises:
        ConflictError: Other content is wanted.
    """
    if wanted not in (None, present):
        raise ConflictError(
            Text(
                f"Isinya {present}, bukan {wanted}. Bacalah lagi sebelum menerbitkannya.",
                f"The content is {present}, not {wanted}. Read it again before you publish.",
            ),
            "/content_hash",
            Text("isi lain", "is other content"),
            content_hash=present,
        )
