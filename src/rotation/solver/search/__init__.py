"""The search for a rota: how to look, never what is right; it sees models, not rules."""
