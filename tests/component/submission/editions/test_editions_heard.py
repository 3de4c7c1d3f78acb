"""What is published of editions is known whatever the order and however often it is heard."""

import itertools
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from tests.support.library import packaged_library
from tests.support.waiting import until

from contracts.envelope import Header
from contracts.events.edition import EditionRetiredV1
from instrument.derivations.events import derivations_published
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.events import edition_published
from submission.editions import consumers

RETIRED = EditionRetiredV1(
    edition_code="spbe", revision=2, reason="diganti", retired_at=datetime(2026, 7, 1, tzinfo=UTC)
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_any_order_and_repetition_give_the_same(
    empty: Any, edition: Any, derivations: Any, order: tuple[int, ...]
) -> None:
    events = (edition(), derivations(), RETIRED)
    shuffled = [events[place] for place in order]
    await empty.hear(*shuffled, *shuffled)
    assert await empty.count("edition WHERE retired AND period_kind = 'year'") == 1
    assert await empty.count("edition WHERE indicators->>'P' = 'percent'") == 1
    titles = '[["1", "Nama", "Name", "Nama", "Name"], ["2", "Nama", "Name", "Nama", "Name"]'
    assert await empty.count(f"edition WHERE titles @> '{titles}]'") == 1
    assert await empty.count("derivation_set") == 1


async def test_other_content_under_a_known_code_is_poison(
    empty: Any, edition: Any, derivations: Any
) -> None:
    await empty.hear(
        edition(),
        edition(hash_letter="c"),
        derivations(),
        derivations(hash_letter="d"),
        edition("monthly", period="month"),
    )
    letters = await _letters(empty, 2)
    assert [b"known with content" in b"".join(dict(each.headers).values()) for each in letters] == [
        True,
        True,
    ]
    assert await empty.count("edition WHERE content_hash LIKE 'aaa%'") == 2


async def test_edition_that_contradicts_itself_is_poison(empty: Any, edition: Any) -> None:
    broken = msgspec.structs.replace(edition(), scales=edition().scales[:1])
    await empty.hear(broken, edition("monthly", period="month"))
    (letter,) = await _letters(empty, 1)
    assert dict(letter.headers)[Header.TYPE] == b"instrument.edition.published.v1"
    assert await empty.count("edition") == 1


async def test_a_bad_message_costs_its_neighbours_nothing(
    empty: Any, edition: Any, derivations: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[int] = []
    handle = consumers.handle

    async def counting(session: Any, batch: Any) -> None:
        handled.append(len(batch))
        await handle(session, batch)

    monkeypatch.setattr(consumers, "handle", counting)
    replace = msgspec.structs.replace
    await empty.hear(
        edition(),
        replace(derivations(), derivation_set_version=3_000_000_000),
        replace(derivations(), content_hash="a\0b"),
        replace(RETIRED, reason="diganti\0"),
        replace(RETIRED, edition_code="spbe\n"),
        edition(hash_letter="c"),
        replace(edition("broken"), scales=edition().scales[:1]),
        derivations(),
        edition("monthly", period="month"),
    )
    letters = await _letters(empty, 6)
    assert len(letters) == 6
    assert handled == [5]  # of one batch, once, without the four that are no events
    assert await empty.count("edition WHERE content_hash LIKE 'aaa%' AND NOT retired") == 2
    assert await empty.count("derivation_set") == 1


async def test_numbers_of_an_edition_may_be_long(
    empty: Any, edition: Any, derivations: Any
) -> None:
    third = "0." + "3" * 60
    scales = (
        edition().scales[0],
        msgspec.structs.replace(edition().scales[1], minimum=third, maximum="2/3"),
    )
    await empty.hear(msgspec.structs.replace(edition(), scales=scales), derivations())
    await empty.put_agency("9901", None)
    await empty.open_campaign()
    path = f"/assessments/{await empty.assessment()}/answers/P"
    for level, status in (("0." + "3" * 30, 422), ("1/1099511627776", 422), ("1/2", 200)):
        answer = await empty.api.put(
            path, json={"level": level, "explanation": "Alasan"}, headers={"If-Match": '"0"'}
        )
        assert answer.status_code == status
    assert (await empty.api.get(path)).json()["level"] == "0.5"


async def test_packaged_editions_are_understood(empty: Any, bearer: Any) -> None:
    library = packaged_library()
    for found in library.editions:
        content = canonical(found)
        await empty.hear(
            edition_published(
                content,
                content_hash=content_hash(content),
                revision=1,
                published_at=RETIRED.retired_at,
            )
        )
    for derivations in library.derivation_sets:
        content = canonical(derivations)
        await empty.hear(
            derivations_published(
                content, content_hash=content_hash(content), published_at=RETIRED.retired_at
            )
        )
    await empty.put_agency("9901", None)
    opened = await empty.open_campaign(edition_code="permenpanrb-59-2020")
    assert opened.status_code == 201
    path = f"/assessments/{await empty.assessment()}/answers"
    for indicator, level, status in (("47", "5", 200), ("1", "6", 422), ("48", "1", 404)):
        answer = await empty.api.put(
            f"{path}/{indicator}",
            json={"level": level, "explanation": "Alasan"},
            headers={"If-Match": '"0"'},
        )
        assert answer.status_code == status
    graded = await empty.open_campaign(
        "sakip-2026", edition_code="permenpanrb-88-2021-akip", derivation_set_version=None
    )
    assert graded.status_code == 201
    path = f"/assessments/{await empty.assessment('sakip-2026')}/answers"
    given = (("1.a", "BB", "80"), ("1.b", "77.5", "77.5"), ("1.a.1", "partly", "0.5"))
    for indicator, level, kept in (*given, ("1.a.2", "n/a", "n/a")):
        answer = await empty.api.put(
            f"{path}/{indicator}",
            json={"level": level, "explanation": "Alasan"},
            headers={"If-Match": '"0"', **bearer("agency_officer")},
        )
        assert (answer.status_code, answer.json()["level"]) == (200, kept)
    monthly = await empty.open_campaign(
        "kinerja-2026-11", edition_code="kinerja-pd-bulanan", period="2026-11"
    )
    assert monthly.status_code == 201


async def test_what_the_release_before_heard_of_an_edition_is_completed(
    empty: Any, edition: Any
) -> None:
    await empty.hear(edition())
    await empty.execute(
        "UPDATE edition SET not_applicable = NULL, scales = jsonb_build_object('levels',"
        " (scales->'levels') - 'steps', 'percent', (scales->'percent') - 'steps')"
    )
    await empty.hear(edition(hash_letter="c"))
    assert await empty.count("edition WHERE not_applicable IS NULL") == 1
    await empty.hear(edition())
    assert await empty.count("edition WHERE not_applicable = '[]'") == 1
    assert await empty.count("edition WHERE scales->'levels'->'steps'->0->>'value' = '1'") == 1


async def test_the_tree_that_the_release_before_did_not_keep_is_completed(
    empty: Any, edition: Any
) -> None:
    await empty.hear(edition())
    for lost in ("UPDATE edition SET parents = NULL", "UPDATE edition SET instrument_code = NULL"):
        await empty.execute(lost)
        await empty.hear(edition())
    whole = "edition WHERE parents->>'1' = 'index' AND instrument_code = 'spbe'"
    assert await empty.count(whole) == 1


async def _letters(empty: Any, count: int) -> list[Any]:
    await until(lambda: len(empty.broker.records("instrument.edition.dlq")) >= count)
    return list(empty.broker.records("instrument.edition.dlq"))
