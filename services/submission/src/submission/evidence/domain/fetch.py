"""What was at an address when it was linked, and what is there now. Nothing is replaced."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlsplit

from rules.text import Text

# waiting: nobody has looked yet. same, changed: compared with the first look. unreachable: it did
# not answer the last time. refused: the address leads where this server does not go.
FetchState = Literal["waiting", "same", "changed", "unreachable", "refused"]

LONGEST_ADDRESS: Final = 2_000
AFTER_A_LOOK: Final = timedelta(hours=24)
AFTER_A_FAILURE: Final = timedelta(hours=1)
_VISIBLE: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an address answered: the hash and size of it, and of which kind it said it was."""

    sha256: str
    size: int
    media_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Looks at an address: the first one that was answered, and the last."""

    state: FetchState = "waiting"
    first: Seen | None = None
    first_at: datetime | None = None
    seen_sha256: str | None = None
    seen_at: datetime | None = None
    changed_at: datetime | None = None
    checked_at: datetime | None = None
    fault: Text | None = None

    def after(self, seen: Seen, at: datetime) -> "Fetch":
        """Return it after a look that was answered."""
        looked = replace(self, seen_sha256=seen.sha256, seen_at=at, checked_at=at, fault=None)
        if self.first is None:
            return replace(looked, state="same", first=seen, first_at=at)
        if seen.sha256 == self.first.sha256:
            return replace(looked, state="same", changed_at=None)
        is_known = self.seen_sha256 == seen.sha256
        return replace(looked, state="changed", changed_at=self.changed_at if is_known else at)

    def after_failure(self, fault: Text, at: datetime, *, is_refused: bool) -> "Fetch":
        """Return it after a look that was not answered; what was seen before stays."""
        state: FetchState = "refused" if is_refused else "unreachable"
        return replace(self, state=state, checked_at=at, fault=fault)

    @property
    def pause(self) -> timedelta:
        """How long it is left alone after the last look."""
        return AFTER_A_FAILURE if self.state == "unreachable" else AFTER_A_LOOK


def fault_of_address(address: str) -> Text | None:
    """Return what is wrong with an address; where it leads is looked at when it is fetched."""
    told = Text(
        "harus berupa alamat http atau https yang lengkap, tanpa nama pengguna dan spasi",
        "must be a whole http or https address, without a user and blanks",
    )
    if len(address) > LONGEST_ADDRESS or not _VISIBLE.fullmatch(address) or "\\" in address:
        return told
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return told
    return None if is_whole and "@" not in parts.netloc else told
