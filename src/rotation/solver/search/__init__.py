"""How to look for a rota, never what is right: these modules see models, not rules."""
