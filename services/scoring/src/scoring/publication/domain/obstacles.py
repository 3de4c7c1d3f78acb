"""Why a request is not answered with a result: for good, or not yet."""

from collections.abc import Sequence
from typing import Literal

from rules.text import Text

# no_key: nothing to sign with is set. unknown: the opening or the edition has not come yet.
# failed: it broke off, as with a database that is away.
Why = Literal["no_key", "unknown", "failed"]


class CannotPublishError(Exception):
    """What is asked for cannot be published; every reason is named."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        super().__init__("; ".join(reason.en for reason in reasons))
        self.reasons = tuple(reasons)


class NotYetError(Exception):
    """What a request needs may still come; it is tried again."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
