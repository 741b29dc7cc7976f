"""A plain table and a Table Schema -> findings, fast: DuckDB screens all cells, Frictionless judges what is suspect.

`check` is the front. Nothing here may know how a file was read.
"""
