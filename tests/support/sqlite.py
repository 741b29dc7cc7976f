"""SQLite databases as files in a folder, copied like PostgreSQL's templates."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SqliteFiles:
    folder: Path

    def create(self, database: str, template: str | None = None) -> str:
        """The address of a new database, empty or a copy of the template."""
        path = self.folder / f"{database}.sqlite"
        if template:
            shutil.copy(self.folder / f"{template}.sqlite", path)
        return f"sqlite:///{path}"
