"""How many streams are open."""

from collections import Counter

from kit.errors import TooManyRequests, Unavailable
from kit.languages import Text


class Seats:
    """How many streams are open, in all and by subject."""

    def __init__(self, *, total: int, per_subject: int) -> None:
        self._total = total
        self._per_subject = per_subject
        self._taken: Counter[str] = Counter()

    def require_free(self, subject: str) -> None:
        """Refuse one stream too many.

        Raises:
            TooManyRequests: The subject has as many as one may have.
            Unavailable: All are taken.
        """
        if self._taken[subject] >= self._per_subject:
            raise TooManyRequests(
                Text(
                    "Terlalu banyak aliran terbuka. Tutup salah satu.",
                    "Too many open streams. Close one of them.",
                ),
                headers={"Retry-After": "5"},
            )
        if self._taken.total() >= self._total:
            raise Unavailable(
                Text("Semua tempat aliran terpakai.", "All places on the stream are taken."),
                headers={"Retry-After": "5"},
            )

    def take(self, subject: str) -> None:
        """Count a stream in."""
        self._taken[subject] += 1

    def leave(self, subject: str) -> None:
        """Count a stream out."""
        self._taken[subject] -= 1
        if not self._taken[subject]:
            del self._taken[subject]
