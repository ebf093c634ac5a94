"""Who said what in French news, and which medium carried it."""
