"""A planner looks at a week, edits it and publishes it; and why it is what it is."""
