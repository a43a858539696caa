"""Tables of demand, one file a noun."""
