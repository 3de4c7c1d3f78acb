"""What people read, in the two languages of the product. The one type for it, in every package.

Formats that are checked or signed (`contracts.values.Text`, a document's text, a record's text)
have shapes of their own at their edge; inside, a text is this. What a name may consist of is said
here too, for every name of the product.
"""

import re
from typing import Final, NamedTuple


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
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing."""
    return not _UNSEEN.sub("", text).strip()


def fault_of_name(name: str) -> Text | None:
    """Return what is wrong with a name; None if nothing is."""
    if _CONTROL.search(name):
        return Text(
            "tidak boleh memuat ganti baris atau karakter kendali",
            "must not contain line breaks or control characters",
        )
    if _UNSEEN.search(name):
        return Text(
            "tidak boleh memuat karakter yang tidak terlihat atau yang membalik arah tulisan",
            "must not contain characters that are not seen or that turn the direction of writing",
        )
    if name != name.strip():
        return Text("tidak boleh diawali atau diakhiri spasi", "must not begin or end with a blank")
    if not any(map(str.isalnum, name)):
        return Text("harus memuat huruf atau angka", "must contain a letter or a digit")
    return None
