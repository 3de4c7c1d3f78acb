"""The category of the ministry's own result: a predicate is that of its index."""

import pytest
from tests.component.scoring.conftest import Service
from tests.component.scoring.publication.test_national_results import errors, row, sent, story

__all__ = ["story"]


@pytest.mark.parametrize(
    ("said", "index", "status"),
    [
        ("Baik", "2.6", 201),
        ("Cukup", "3.0", 422),
        ("CUKUP", "2.59", 201),
        ("Baik", "2.59", 422),
        ("Cukup", "2.60", 201),  # 2.597, rounded
        ("Cukup", "2.6000000000", 201),
        ("Cukup", "2.61", 422),
        ("Kabupaten", "2.6", 201),  # a kind of agency, as the national API has it
    ],
)
async def test_a_category_that_is_a_predicate_is_that_of_the_index(
    story: Service, said: str, index: str, status: int
) -> None:
    answer = await sent(story, {**row(indeks=index), "kategori": said}, status=status)
    if status != 201:
        assert [each["pointer"] for each in answer["errors"]] == ["/0/kategori"]


async def test_a_category_that_contradicts_the_index_is_told_in_both_languages(
    story: Service,
) -> None:
    rows = [{**row(indeks="1.20"), "kategori": "Baik"}]
    assert await errors(story, "id", rows) == {
        "/0/kategori": "kategori Baik bukan predikat dari indeks 1.2, yaitu Cukup"
    }
    cells = (("indeks", "kategori"), (1.2, "Baik"))
    (told,) = (await errors(story, "en", cells)).values()
    assert told == (
        "Sheet!B2: the category Baik is not the predicate of the index 1.2, which is Cukup (en)"
    )
