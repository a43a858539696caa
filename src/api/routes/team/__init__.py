"""Settings that a manager makes for a team."""
