"""What the units of this field are called, where a sentence of the machinery needs a word."""

from typing import Final

from rules.text import Text

AGENCY: Final = Text("instansi", "agency")
