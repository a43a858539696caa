"""Checks of a rota or a change by the rules: breaches, price, other candidates, the law."""
