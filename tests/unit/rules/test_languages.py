import pytest

from rules.languages import Language, in_language, negotiate
from rules.text import Text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "id"),
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("id,en;q=0.9", "id"),
        ("en;q=0.3, id;q=0.8", "id"),
        ("fr, en;q=0.5", "en"),
        ("fr", "id"),
        ("en;q=0", "id"),
        ("*", "id"),
        ("in-ID", "id"),
        ("en;q=banana", "id"),
        ("en;q=0.1234", "en"),
        (";;;,,,q=1", "id"),
    ],
)
def test_the_language_liked_best_is_chosen(header: str | None, language: Language) -> None:
    assert negotiate(header) == language


def test_a_plain_sentence_is_the_same_in_both() -> None:
    text = Text("Tidak ada.", "None.")

    assert (in_language(text, "id"), in_language(text, "en")) == ("Tidak ada.", "None.")
    assert in_language("OPD", "id") == in_language("OPD", "en") == "OPD"
