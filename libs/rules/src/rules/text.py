"""What people read, in the two languages of the product. The one type for it, in every package.

Formats that are checked or signed (`contracts.values.Text`, a document's text, a record's text)
have shapes of their own at their edge; inside, a text is this. What names, codes and free texts may
consist of is said here too, for the whole product, and how a text that may not is shown.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from unicodedata import category


class Text(NamedTuple):
    """A name or a sentence in Bahasa Indonesia and in English."""

    id: str
    en: str


# Ends of lines and other control characters.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Characters without a picture: two names that look alike would be two, and a name could turn the
# direction of what stands around it. Among them are fillers, which Unicode counts as letters.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


# Joiners, selectors of a form and the soft hyphen change how letters are written; they are pasted
# with ordinary texts, and hide nothing of one.
_OF_WRITING: Final = frozenset(
    {"\u00ad", "\u034f", "\u200c", "\u200d", *map(chr, range(0xFE00, 0xFE10))}
)
# What a free text keeps of the control characters.
_LAYOUT: Final = frozenset("\t\n\r")

# Categories of Unicode: blanks, marks upon letters, and what is no character.
_NOTHING: Final = frozenset("ZMC")

_IS_BLANK: Final = Text("tidak boleh kosong", "must not be blank")
_IS_CONTROL: Final = Text(
    "tidak boleh memuat ganti baris atau karakter kendali",
    "must not contain line breaks or control characters",
)
_IS_UNSEEN: Final = Text(
    "tidak boleh memuat karakter yang tidak terlihat atau yang membalik arah tulisan",
    "must not contain characters that are not seen or that turn the direction of writing",
)
_IS_CONTROL_OF_TEXT: Final = Text(
    "tidak boleh memuat karakter kendali selain ganti baris dan tab",
    "must not contain control characters other than line breaks and tabs",
)


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing: an accent without a letter and a private sign do not."""
    return all(category(each)[0] in _NOTHING for each in _UNSEEN.sub("", text))


def fault_of_blank(text: str) -> Text | None:
    """Return what is wrong with a text that shows nothing, also with none at all."""
    return _IS_BLANK if is_blank(text) else None


def listed(names: Sequence[str]) -> Text:
    """Return names as people list them, or that there is none."""
    some = ", ".join(names)
    return Text(some or "tidak satu pun", some or "none")


def fault_of_line(line: str) -> Text | None:
    """Return what is wrong with a code, or another text of one line; None if nothing is."""
    if _CONTROL.search(line):
        return _IS_CONTROL
    return _IS_UNSEEN if _UNSEEN.search(line) else None


def fault_of_name(name: str) -> Text | None:
    """Return what is wrong with a name; None if nothing is."""
    fault = fault_of_line(name)
    if fault is not None:
        return fault
    if name != name.strip():
        return Text("tidak boleh diawali atau diakhiri spasi", "must not begin or end with a blank")
    if not any(map(str.isalnum, name)):
        return Text("harus memuat huruf atau angka", "must contain a letter or a digit")
    return None


def fault_of_text(text: str) -> Text | None:
    """Return what is wrong with a free text, which may have many lines; None if nothing is.

    No text at all is none; a text that shows nothing is wrong.
    """
    if not _LAYOUT.issuperset(_CONTROL.findall(text)):
        return _IS_CONTROL_OF_TEXT
    if not _OF_WRITING.issuperset(_UNSEEN.findall(text)):
        return _IS_UNSEEN
    return fault_of_blank(text) if text else None


def all_seen(text: str) -> str:
    """Return a text in which every character is seen: others stand in it by their number.

    For sentences that repeat what somebody sent, so that none of it turns a line around.
    """
    return _UNSEEN.sub(_number, _CONTROL.sub(_number, text))


def _number(found: re.Match[str]) -> str:
    character = found[0]
    return character if character in _LAYOUT else f"\\u{ord(character):04x}"
