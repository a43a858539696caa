"""The message log: read from CSV or JSON, stored, counted into work items."""
