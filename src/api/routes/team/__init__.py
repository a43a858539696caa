"""What a manager sets for a team."""
