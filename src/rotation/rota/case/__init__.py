"""Everything a rota depends on, gathered into one frozen case of the solver."""
