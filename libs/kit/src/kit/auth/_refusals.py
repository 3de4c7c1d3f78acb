"""The answer to a token that is refused."""

import re
from typing import Final

from kit.errors import Unauthenticated
from rules.refusal import Refusal
from rules.text import Text

_UNSAFE_IN_HEADER: Final = re.compile(r"[^\w .,:'+-]", re.ASCII)


def refused(reason: Text) -> Unauthenticated:
    """Return the error for a token that is refused; the header says why in English."""
    indonesian, told = (_UNSAFE_IN_HEADER.sub("?", one)[:200] for one in (reason.id, reason.en))
    return Unauthenticated(
        Text(f"Token ditolak: {indonesian}.", f"The token is refused: {told}."),
        errors=[Refusal("header/Authorization", Text("ditolak", "is refused"))],
        headers={
            "WWW-Authenticate": 'Bearer realm="tolok", error="invalid_token", '
            f'error_description="{told}"'
        },
    )
