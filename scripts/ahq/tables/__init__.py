"""Records as the rows of tidy tables, and what must hold of the tables."""
