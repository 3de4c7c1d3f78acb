"""A story is told in one language; what people wrote stays as they wrote it."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from rules.text import Text
from sandbox.stories.portal import Language, Product
from sandbox.stories.story import Scene, Step, Story, tell

TEXT = Text("Surat dicatat", "Letter entered")


@pytest.mark.parametrize(
    ("language", "heading", "word"),
    [("id", "1. Surat tim · the letter", TEXT.id), ("en", "1. The letter · Surat tim", TEXT.en)],
)
def test_a_step_is_told_in_the_language_that_was_asked_for(
    language: Language, heading: str, word: str
) -> None:
    told = StringIO()
    with Product("http://api", Path(), language) as product:
        scene = Scene(product, Console(file=told, width=80), language)
        step = Step(Text("Surat tim", "the letter"), lambda here: here.say(TEXT))
        tell(Story(TEXT, (step,), TEXT), scene)
        assert scene.word({"id": TEXT.id, "en": TEXT.en}) == word

    assert heading in told.getvalue()
    assert f"✓ {word}" in told.getvalue()
