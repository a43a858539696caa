"""What will come in: the model, the forecast of a team, its accuracy, campaigns."""
