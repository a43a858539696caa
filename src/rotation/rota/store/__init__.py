"""All SQL of rotas, one file a noun."""
