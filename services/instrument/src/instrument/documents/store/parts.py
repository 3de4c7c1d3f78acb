"""The parts that all documents are made of: strict models, texts and exact numbers."""

from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kit.fields import refused
from rules.exact import WRITTEN, fraction
from rules.text import Text


def _refuse_control_characters(text: str) -> str:
    if any(character < " " or character == "\x7f" for character in text):
        raise PydanticCustomError("control_characters", "must not contain control characters")
    return text


def _refuse_nul(text: str) -> str:
    """Refuse what no database keeps; what else a text may consist of is asked of drafts."""
    if "\0" in text:
        raise refused(Text("tidak boleh memuat karakter NUL", "must not contain the character NUL"))
    return text


Code = Annotated[
    str, Field(min_length=1, max_length=100), AfterValidator(_refuse_control_characters)
]
Symbol = Annotated[
    str, Field(min_length=1, max_length=20), AfterValidator(_refuse_control_characters)
]
Sentence = Annotated[str, Field(min_length=1, max_length=4_000), AfterValidator(_refuse_nul)]
ExactText = Annotated[str, Field(pattern=WRITTEN, description='exact and quoted: "2.75" or "20/3"')]


# A whole number and a truth value, and nothing that could be made into one.
Whole = Annotated[int, Field(strict=True)]
Truth = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """A part of a document: unknown keys are errors, and numbers are not accepted as texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextDocument(Part):
    """A name or a sentence in both languages."""

    id: Sentence
    en: Sentence

    def to_domain(self) -> Text:
        """Return the domain's text."""
        return Text(self.id, self.en)


def number(text: str | None) -> Fraction | None:
    """Return the number, None for none."""
    return None if text is None else fraction(text)


def text(document: TextDocument | None) -> Text | None:
    """Return the text, None for none."""
    return None if document is None else document.to_domain()
