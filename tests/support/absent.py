"""What to do when this machine lacks a program that tests need."""

import os

import pytest


def absent(what: str) -> None:
    """Skip and say so; in CI, where everything can be had, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it", pytrace=False)
    pytest.skip(f"{what} is not on this machine")
