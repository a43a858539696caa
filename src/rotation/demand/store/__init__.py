"""All SQL of demand, one file a noun."""
