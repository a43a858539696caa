"""The team and what holds for it: roles, members, contracts, strategy, closures."""
