"""The events a webhook may be told of, and what each is about: the one list."""

EVENTS = {
    "shift.reminder": "a shift of a member begins soon",
    "shift.changed": "a member's shifts are others than before: added, removed, moved, retimed",
    "rota.published": "a week of a team has a new version",
    "gap.opened": "a published place is open that was not before",
    "notice.failed": "a message could not be delivered, for good",
}
