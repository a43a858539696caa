"""The rota of a week as it is kept: its draft, its published versions, what differs."""
