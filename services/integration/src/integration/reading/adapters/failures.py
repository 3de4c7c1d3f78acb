"""Why a source could not be read as a whole.

SourceFailure
└── PassingFailure   may be over at the next attempt of the same run
"""

from integration.sources.domain.reason import Reason


class SourceFailure(Exception):
    """A source could not be read; `reason` says why, for people."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason


class PassingFailure(SourceFailure):
    """A failure that may be over at the next attempt."""


def not_json(path: str) -> PassingFailure:
    """The answer is no JSON: an HTML page with status 200, or a broken document."""
    return PassingFailure(
        Reason(
            "not_json",
            f"Jawaban {path} bukan JSON, mungkin halaman HTML.",
            f"The answer of {path} is no JSON, perhaps an HTML page.",
        )
    )


def bad_envelope(path: str) -> SourceFailure:
    """The answer is JSON, but not in the envelope of this system, or it says that it failed."""
    return SourceFailure(
        Reason(
            "bad_envelope",
            f"Jawaban {path} tidak berbentuk seperti yang disepakati atau menyatakan gagal.",
            f"The answer of {path} does not have the agreed shape, or says that it failed.",
        )
    )


def endless(path: str, limit: str) -> SourceFailure:
    """The listing does not end."""
    return SourceFailure(
        Reason(
            "endless_pages",
            f"Daftar {path} tidak berakhir: {limit}.",
            f"The listing {path} does not end: {limit}.",
        )
    )


def refused(path: str, status: int) -> SourceFailure:
    """The source refuses our credential."""
    return SourceFailure(
        Reason(
            "credential_refused",
            f"Kredensial ditolak oleh {path} (HTTP {status}).",
            f"The credential is refused by {path} (HTTP {status}).",
        )
    )


def answered(path: str, status: int) -> SourceFailure:
    """The source answers with an error."""
    reason = Reason(
        "error_answer", f"{path} menjawab HTTP {status}.", f"{path} answers HTTP {status}."
    )
    return PassingFailure(reason) if status in _PASSING else SourceFailure(reason)


def out_of_time(seconds: int) -> SourceFailure:
    """The whole reading took longer than the source is given."""
    return SourceFailure(
        Reason(
            "deadline",
            f"Sumber tidak selesai dibaca dalam {seconds} detik.",
            f"The source was not read within {seconds} seconds.",
        )
    )


def no_secret(name: str) -> SourceFailure:
    """The settings hold no credential of this name."""
    return SourceFailure(
        Reason(
            "no_secret",
            f"Kredensial bernama {name} tidak ada pada pengaturan.",
            f"The settings hold no credential named {name}.",
        )
    )


_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
