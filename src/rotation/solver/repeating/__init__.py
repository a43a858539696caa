"""Cyclic rotas: the values, the design by circulation, the states a design may pass through."""
