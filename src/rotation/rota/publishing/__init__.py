"""The publishing of a week: a planner looks at it, edits it, publishes it, asks why it is so."""
