"""Spreadsheets: what calamine says of the cells, and what only the package itself tells."""
