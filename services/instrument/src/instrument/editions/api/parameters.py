"""Parameters of operations on an edition."""

from typing import Annotated

from fastapi import Path

from kit.fields import WITHOUT_NUL

EditionCode = Annotated[str, Path(max_length=100, examples=["permenpanrb-59-2020"]), WITHOUT_NUL]
