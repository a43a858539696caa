"""The forecast of messages: its model, that of a team, its accuracy, campaigns."""
