"""法规: the rulebook, the statutes with their versions, and how periods are counted."""
