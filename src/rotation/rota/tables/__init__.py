"""Tables of rotas: plans and runs; duties; feeds."""
