"""What can be put right in a plain table: steps, recipes of them, and which to propose. Never guesses or forgets."""
