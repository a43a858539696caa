"""What the rules say of a rota or a change: breaches, price, other candidates, the law."""
