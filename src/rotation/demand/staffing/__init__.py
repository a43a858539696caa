"""A team's settings and forecast put into a question; the requirements of its shifts kept."""
