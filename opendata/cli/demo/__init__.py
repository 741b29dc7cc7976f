"""Demo content, published through the API like anybody's: real facts about Sweden, and two tables that are invented.

All are our own, the real ones made from the county, municipality and postal codes in sjbrg/swedish-geodata (CC0).
"""

from opendata.cli.demo.accounts import create_accounts, introduce
from opendata.cli.demo.story import publish

__all__ = ["create_accounts", "introduce", "publish"]
