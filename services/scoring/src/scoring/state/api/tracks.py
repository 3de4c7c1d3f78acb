"""Tracks that a request names: an assessment has those of its stages."""

from collections.abc import Sequence

from fastapi import Request

from kit.errors import refuse
from kit.web import unknown_code
from rules.refusal import Refusal
from rules.text import Text


def check_track(request: Request, track: str, known: Sequence[str]) -> None:
    """Check that a track is one of the `known` tracks.

    Raises:
        Invalid: A query names another one.
        Unprocessable: A body does.
    """
    if track in known:
        return
    if request.method == "GET":
        raise unknown_code("track", track, known)
    some = ", ".join(known)
    refuse([Refusal("/track", Text(f"pilihan: {some}", f"choose from {some}"))])
