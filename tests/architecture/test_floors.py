"""The house is as design says: floors, and one room for each library."""

import subprocess
import sys


def test_every_module_is_on_its_floor_and_every_library_in_its_room() -> None:
    """In a process of its own, for import-linter sets up logging as it likes."""
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
