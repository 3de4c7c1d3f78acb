"""What a code in addresses looks like: parts between dots, each with a letter or a digit.

The longest length stands beside the pattern: a pattern that pydantic reads cannot say both.
"""

from typing import Final

CODE: Final = r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[_-]*[A-Za-z0-9][A-Za-z0-9_-]*)*"
SMALL_CODE: Final = r"[a-z0-9][a-z0-9_-]*(\.[_-]*[a-z0-9][a-z0-9_-]*)*"
LONGEST_CODE: Final = 100
