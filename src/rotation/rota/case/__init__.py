"""The case of a rota: everything it depends on, gathered and frozen for the solver."""
