"""A campaign that names no derivation set takes the newest; to have none must be said."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

BODY = {
    "code": "spbe-2026",
    "name": "Kegiatan",
    "edition_code": "spbe",
    "period": "2026",
    "agency_codes": ["9901"],
}


async def opened(service: Any, **body: Any) -> tuple[int | None, str, int | None]:
    """Open a campaign; return its set by its answer, how it was chosen, and the set by events."""
    answer = await service.api.post("/campaigns", json=BODY | body)
    assert answer.status_code == 201, answer.text
    said = answer.json()
    read = (await service.api.get(f"/campaigns/{said['campaign_code']}")).json()
    assert read["derivation_set_version"] == said["derivation_set_version"]
    (event,) = await service.said("submission.assessment", count=1)
    version, choice = said["derivation_set_version"], said["derivation_set_choice"]
    return version, choice, event.derivation_set_version


async def test_silence_takes_the_newest_published_set(
    service: Any, derivations: Callable[..., Any]
) -> None:
    await service.hear(
        *(msgspec.structs.replace(derivations(), derivation_set_version=each) for each in (3, 2))
    )
    assert await opened(service) == (3, "newest", 3)


async def test_null_means_none(service: Any) -> None:
    assert await opened(service, derivation_set_version=None) == (None, "none_wanted", None)


async def test_a_named_set_is_taken(service: Any, derivations: Callable[..., Any]) -> None:
    await service.hear(msgspec.structs.replace(derivations(), derivation_set_version=2))
    assert await opened(service, derivation_set_version=1) == (1, "named", 1)


async def test_without_a_published_set_the_answer_says_that_no_fact_counts(
    service: Any, edition: Callable[..., Any]
) -> None:
    await service.hear(edition("lain", hash_letter="c"))
    assert await opened(service, edition_code="lain") == (None, "none_published", None)


async def test_sets_of_other_editions_are_not_taken(
    service: Any, edition: Callable[..., Any], derivations: Callable[..., Any]
) -> None:
    other = msgspec.structs.replace(derivations("lain"), derivation_set_version=7)
    await service.hear(edition("lain", hash_letter="c"), other)
    assert await opened(service) == (1, "newest", 1)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, ("yang terbaru", "newest")),
        ({"derivation_set_version": None}, ("seperti yang diminta", "no derivation set")),
        ({"derivation_set_version": 1}, ("seperti yang diminta", "as asked")),
    ],
)
async def test_the_answer_says_it_in_both_languages(
    service: Any, body: dict[str, Any], words: tuple[str, str]
) -> None:
    note = (await service.api.post("/campaigns", json=BODY | body)).json()["derivation_set_note"]
    assert words[0] in note["id"]
    assert words[1] in note["en"]
