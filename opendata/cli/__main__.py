"""`python -m opendata.cli`, for processes that we start ourselves."""

from opendata.cli import main

main(prog_name="opendata")
