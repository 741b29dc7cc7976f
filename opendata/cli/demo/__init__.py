"""Demo content: real facts about Sweden, published through the API like anybody's.

The tables are our own, made from the county, municipality and postal codes in sjbrg/swedish-geodata (CC0).
"""

from opendata.cli.demo.accounts import create_accounts, introduce
from opendata.cli.demo.story import publish

__all__ = ["create_accounts", "introduce", "publish"]
