"""Who is on the team and what holds for it: roles, members, contracts, strategy, closures."""
