"""opendata: from a file in an administration to a dataset that people, programs and the national portal can use."""
