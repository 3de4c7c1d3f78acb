"""Parameters of operations on an edition."""

from typing import Annotated

from fastapi import Path

from kit.fields import ONE_LINE

EditionCode = Annotated[str, Path(max_length=100, examples=["permenpanrb-59-2020"]), ONE_LINE]
