"""Wait until the records of the source systems have become scores."""

import time
from decimal import Decimal

from sandbox.access import calls
from sandbox.processes.children import StartError

_LAG = "tolok_consumer_lag_records{"
_CHANGED = "tolok_scoring_scores_changed_total"
_QUIET_SECONDS = 1.0
_POLL_SECONDS = 0.1


def settle(api: str, *, token: str, scoring: str, seconds: float) -> None:
    """Wait until every source was read and no score has changed for a moment.

    `api` and `scoring` are the addresses of the gateway and of the scoring worker. Raises
    StartError when it takes longer than `seconds`.
    """
    deadline = time.monotonic() + seconds
    seen: Decimal | None = None
    since = time.monotonic()
    while time.monotonic() - since < _QUIET_SECONDS:
        if time.monotonic() > deadline:
            raise StartError("The source systems were not read in time; see `tolok logs`.")
        time.sleep(_POLL_SECONDS)
        changed = _settled_at(api, token=token, scoring=scoring)
        if changed is None or changed != seen:
            seen, since = changed, time.monotonic()


def _settled_at(api: str, *, token: str, scoring: str) -> Decimal | None:
    """Return how many scores have changed so far; None while a source is not yet read."""
    try:
        sources = calls.get_json(f"{api}/api/v1/sources", token=token)["items"]
        metrics = calls.get_text(f"{scoring}/metrics").splitlines()
    except calls.CallError:
        return None
    if any(source["state"]["health"] != "up" for source in sources):
        return None
    if any(_value(line) for line in metrics if line.startswith(_LAG)):
        return None
    return sum((_value(line) for line in metrics if line.startswith(_CHANGED)), Decimal(0))


def _value(line: str) -> Decimal:
    return Decimal(line.rsplit(" ", 1)[1])
