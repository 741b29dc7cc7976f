"""Where rows are: the columns that are coordinates, their reference system, the shapes as formats want them."""
