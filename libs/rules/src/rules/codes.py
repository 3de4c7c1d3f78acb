"""What a code that stands in addresses looks like: parts between dots, none of them empty.

The longest length stands beside the pattern: a pattern that pydantic reads cannot say both.
"""

from typing import Final

CODE: Final = r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*"
SMALL_CODE: Final = r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*"
LONGEST_CODE: Final = 100
