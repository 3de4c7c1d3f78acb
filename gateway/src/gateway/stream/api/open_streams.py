"""How many streams are open."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kit.errors import TooManyRequests, Unavailable
from rules.text import Text


class OpenStreams:
    """Counts the open streams, in all and by subject."""

    def __init__(self, *, total: int, per_subject: int) -> None:
        self._total = total
        self._per_subject = per_subject
        self._open: Counter[str] = Counter()

    @contextmanager
    def seat(self, subject: str) -> Iterator[None]:
        """Count one more stream until the end of the block, whatever ends it.

        Raises:
            TooManyRequests: The subject has its largest number of streams.
            Unavailable: The gateway has its largest number of streams.
        """
        if self._open[subject] >= self._per_subject:
            raise TooManyRequests(
                Text(
                    "Terlalu banyak aliran terbuka. Tutup salah satu.",
                    "Too many open streams. Close one of them.",
                ),
                headers={"Retry-After": "5"},
            )
        if self._open.total() >= self._total:
            raise Unavailable(
                Text(
                    "Jumlah aliran sudah mencapai batas. Coba lagi nanti.",
                    "No more streams can be opened now.",
                ),
                headers={"Retry-After": "5"},
            )

        self._open[subject] += 1
        try:
            yield
        finally:
            self._open[subject] -= 1
            if not self._open[subject]:
                del self._open[subject]
