"""Given a frozen case, proposes assignments and explains any set of them; pure."""
