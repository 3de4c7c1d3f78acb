import pytest

from kit.errors import PreconditionFailed, PreconditionRequired
from kit.web import etag
from rules.revision import OutdatedChange
from submission.agencies.api.outdated import answering_outdated


def test_an_outdated_change_is_answered_with_the_present_state() -> None:
    with (
        pytest.raises(PreconditionFailed) as caught,
        answering_outdated('"6"', lambda present: (etag(present), {"level": present})),
    ):
        raise OutdatedChange(7)

    assert caught.value.extra["current"] == {"etag": '"7"', "body": {"level": 7}}


def test_an_outdated_change_of_whoever_has_seen_nothing_needs_if_match() -> None:
    with (
        pytest.raises(PreconditionRequired),
        answering_outdated(None, lambda _: ("", None)),
    ):
        raise OutdatedChange(None)
