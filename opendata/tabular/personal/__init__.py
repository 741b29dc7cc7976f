"""A plain table -> what looks like personal data: numbers, addresses, and columns that tell of people."""
