"""Named points at which a test kills the process, as `kill -9` does, or freezes it.

The setting `after_commit:3` kills at the third passing of `after_commit`; `after_commit:3:freeze`
stops the process there until it is sent SIGCONT. Without a setting, a point costs one comparison.
"""

import os
import signal
from enum import StrEnum


class Point(StrEnum):
    """The points, in the order in which a batch passes them."""

    AFTER_OFFSETS = "after_offsets"
    AFTER_HANDLER = "after_handler"
    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"
    BEFORE_PUBLISH = "before_publish"
    AFTER_PUBLISH = "after_publish"
    BEFORE_DELETE = "before_delete"
    AFTER_DELETE = "after_delete"


class Step(StrEnum):
    """The points of long work that a worker claims, gets in parts, keeps meanwhile, and stores."""

    AFTER_CLAIM = "after_claim"
    AFTER_PART = "after_part"
    AFTER_KEPT = "after_kept"
    BEFORE_STORED = "before_stored"
    AFTER_STORED = "after_stored"


class _Armed:
    point: Point | Step | None = None
    passes_left = 0
    signal = signal.SIGKILL


_SIGNALS = {"": signal.SIGKILL, "freeze": signal.SIGSTOP}


def arm(setting: str | None) -> None:
    """Set the one armed point from `name`, `name:count` or `name:count:freeze`; None disarms.

    Raises:
        ValueError: There is no such point, the count is no positive number, or the end is another.
    """
    if not setting:
        _Armed.point = None
        return
    name, _, rest = setting.partition(":")
    count, _, end = rest.partition(":")
    point = Step(name) if name in set(Step) else Point(name)
    passes = int(count or 1)
    if passes < 1:
        raise ValueError(f"a fail point's count starts at 1, not {passes}")
    if end not in _SIGNALS:
        raise ValueError(f"a fail point ends with `:freeze` or nothing, not {end!r}")
    _Armed.point, _Armed.passes_left, _Armed.signal = point, passes, _SIGNALS[end]


def reached(point: Point | Step) -> None:
    """Die or freeze here if this point is armed and its count is reached."""
    if _Armed.point is not point:
        return
    _Armed.passes_left -= 1
    if _Armed.passes_left == 0:
        os.kill(os.getpid(), _Armed.signal)
