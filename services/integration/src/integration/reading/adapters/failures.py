"""Why a source could not be read as a whole.

SourceFailure
└── TemporaryFailure   the next attempt of the same run may succeed
"""

from integration.sources.domain.reason import Reason
from rules.text import Text


class SourceFailure(Exception):
    """A source could not be read; `reason` says why, for people.

    `retry_after`: in how many seconds it asks to be asked again, if it says so.
    """

    def __init__(self, reason: Reason, *, retry_after: float | None = None) -> None:
        super().__init__(reason.text.en)
        self.reason = reason
        self.retry_after = retry_after


class TemporaryFailure(SourceFailure):
    """A failure that the next attempt may not meet."""


def not_json(path: str) -> TemporaryFailure:
    """The answer is no JSON: an HTML page with status 200, or a broken document."""
    return TemporaryFailure(
        Reason(
            "not_json",
            Text(
                f"Jawaban dari {path} bukan JSON; mungkin halaman HTML.",
                f"The answer of {path} is no JSON, perhaps an HTML page.",
            ),
        )
    )


def too_deep(path: str) -> SourceFailure:
    """The answer is nested more deeply than any system's is."""
    return SourceFailure(
        Reason(
            "too_deep",
            Text(
                f"Jawaban dari {path} bersarang terlalu dalam.",
                f"The answer of {path} is nested too deeply.",
            ),
        )
    )


def bad_envelope(path: str) -> SourceFailure:
    """The answer is JSON, but not in the envelope of this system, or it says that it failed."""
    return SourceFailure(
        Reason(
            "bad_envelope",
            Text(
                f"Jawaban dari {path} tidak sesuai bentuk yang disepakati atau menyatakan gagal.",
                f"The answer of {path} does not have the agreed shape, or says that it failed.",
            ),
        )
    )


def endless(path: str, seen: Text) -> SourceFailure:
    """The listing does not end."""
    return SourceFailure(
        Reason(
            "endless_pages",
            Text(
                f"Daftar {path} tidak ada habisnya: {seen.id}.",
                f"The listing {path} does not end: {seen.en}.",
            ),
        )
    )


def credential_refused(path: str, status: int) -> SourceFailure:
    """The source refuses our credential."""
    return SourceFailure(
        Reason(
            "credential_refused",
            Text(
                f"{path} menolak kredensial kita (HTTP {status}).",
                f"{path} refuses our credential (HTTP {status}).",
            ),
        )
    )


def error_answer(path: str, status: int, retry_after: float | None = None) -> SourceFailure:
    """The source answers with an error, and may say when to ask again."""
    reason = Reason(
        "error_answer", Text(f"{path} menjawab HTTP {status}.", f"{path} answers HTTP {status}.")
    )
    kind = TemporaryFailure if status in _TEMPORARY else SourceFailure
    return kind(reason, retry_after=retry_after)


def not_kept(path: str) -> SourceFailure:
    """An answer is needed that was not kept with a reading that was released."""
    return SourceFailure(
        Reason(
            "not_kept",
            Text(
                f"Jawaban dari {path} tidak tersimpan bersama pembacaan yang dilepaskan; sumber"
                " akan dibaca lagi.",
                f"The answer of {path} was not kept with the reading that was released; the source"
                " will be read again.",
            ),
        )
    )


def out_of_time(seconds: int) -> SourceFailure:
    """The whole reading took longer than the source is given."""
    return SourceFailure(
        Reason(
            "deadline",
            Text(
                f"Pembacaan sumber tidak selesai dalam {seconds} detik.",
                f"The source was not read within {seconds} seconds.",
            ),
        )
    )


def not_allowed(field: str, reason: Reason) -> SourceFailure:
    """The source may not be asked as it is registered: nothing was sent."""
    text = reason.text
    return SourceFailure(
        Reason(
            reason.code,
            Text(f"Sumber tidak dibaca: {field} {text.id}.", f"Not read: {field} {text.en}."),
        )
    )


def first_of(group: BaseExceptionGroup[SourceFailure]) -> SourceFailure:
    """Return one failure of a group, the deepest first one."""
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first


_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
