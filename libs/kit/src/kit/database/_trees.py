"""Trees of units in a table: a row knows the unit above its own. All SQL that walks such a tree."""

from dataclasses import dataclass

from sqlalchemy import TextualSelect, column, text
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database._database import raw


@dataclass(frozen=True, slots=True)
class RowTree:
    """A table with a column of units and one of their parents. A ring of parents does no harm."""

    table: str
    unit: str
    parent: str

    async def line_of(self, session: AsyncSession, *units: str) -> list[str]:
        """Return units and all above them, in no order; nothing for a unit that is not there.

        A parent counts before its own row has come.
        """
        found = await (await raw(session)).fetch(self._line("ANY($1)"), units)
        return [row[0] for row in found]

    def below(self, root: str = "$1") -> str:
        """Return the query of a root and all below it; `root` is SQL, such as a parameter."""
        # UNION, not UNION ALL: a ring would never end.
        return f"""
WITH RECURSIVE below (unit) AS (
  SELECT CAST({root} AS text)
  UNION
  SELECT row.{self.unit} FROM {self.table} AS row JOIN below ON row.{self.parent} = below.unit
)
SELECT unit FROM below
"""  # noqa: S608 - names of a table and its columns

    def reaches(self, root: str, unit: str) -> str:
        """Return the condition that a unit is a root or below it; both are SQL.

        It walks up from the unit: quicker than `below` where few rows are asked about.
        """
        return f"({root} = {unit} OR {root} IN ({self._line(unit)}))"

    def units_below(self, root: str) -> TextualSelect:
        """Return the query of a root and all below it, for `column.in_(…)`."""
        return text(self.below(":root")).bindparams(root=root).columns(column("unit"))

    def _line(self, unit: str) -> str:
        return f"""
WITH RECURSIVE line (unit, parent) AS (
  SELECT row.{self.unit}, row.{self.parent} FROM {self.table} AS row WHERE row.{self.unit} = {unit}
  UNION
  SELECT row.{self.unit}, row.{self.parent} FROM {self.table} AS row
  JOIN line ON row.{self.unit} = line.parent
)
SELECT unit FROM line UNION SELECT parent FROM line WHERE parent IS NOT NULL
"""  # noqa: S608 - names of a table and its columns
