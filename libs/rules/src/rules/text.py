"""What people read, in the two languages of the product. The one type for it, in every package.

Formats that are checked or signed (`contracts.values.Text`, a document's text, a record's text)
have shapes of their own at their edge; inside, a text is this.
"""

from typing import NamedTuple


class Text(NamedTuple):
    """A name or a sentence in Bahasa Indonesia and in English."""

    id: str
    en: str
