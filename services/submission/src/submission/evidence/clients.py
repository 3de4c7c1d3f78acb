"""Look at the addresses of evidence: only at public ones, and only for a hash of what is there."""

import hashlib
from functools import partial

from guard.client import make_client as make_guarded
from guard.targets import TargetRefused
from kit.outbound import HttpClient, HttpError
from rules.text import Text
from submission.evidence.domain.fetch import Seen

make_client = partial(make_guarded, "evidence")
_LONGEST_TYPE = 100


class LookFailed(Exception):
    """An address gave nothing; `is_refused`: it leads where this server does not go."""

    def __init__(self, fault: Text, *, is_refused: bool = False) -> None:
        super().__init__(fault.en)
        self.fault = fault
        self.is_refused = is_refused


async def look(client: HttpClient, address: str) -> Seen:
    """Return what is at an address now; nothing of it is kept.

    Raises:
        LookFailed: It gave nothing; says why.
    """
    try:
        answer = await client.get(address)
    except TargetRefused as error:
        raise LookFailed(error.text, is_refused=True) from error
    except HttpError as error:
        raise LookFailed(error.text) from error
    if not answer.is_success:
        code = answer.status_code
        raise LookFailed(Text(f"server menjawab {code}", f"the server answered {code}"))
    kind = answer.headers.get("content-type", "")
    return Seen(
        sha256=hashlib.sha256(answer.content).hexdigest(),
        size=len(answer.content),
        media_type=kind[:_LONGEST_TYPE] if kind.isprintable() and kind else None,
    )
