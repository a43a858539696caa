"""The solver: given a frozen case, it proposes assignments and explains any set of them; pure."""
