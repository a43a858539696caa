"""The events a webhook may be told of, and what each is about: the one list."""

CHANNEL_EVENTS = {
    "duty.began": "people come on duty: who is on duty from then on",
    "shift.changed": "shifts are others than before: added, removed, moved, retimed",
    "gap.opened": "a published place is open that was not before",
    "rota.published": "a week of the team has a new version",
}
"""What a channel of a chat may be told of, in words."""
EVENTS = {
    "shift.reminder": "a shift of a member begins soon",
    "shift.changed": "a member's shifts are others than before: added, removed, moved, retimed",
    "duty.unacknowledged": "nobody has said yet that they are on it: a step of the ladder is due",
    "duty.acknowledged": "a member has said that they are on it",
    "rota.published": "a week of a team has a new version",
    "rota.planned": "weeks were planned ahead by themselves, or could not be, and why not",
    "gap.opened": "a published place is open that was not before",
    "swap.offered": "a member offers a place: to one person, or to anyone",
    "swap.changed": "a swap waits for a planner, was done, declined or withdrawn, or has expired",
    "cover.asked": "a member is asked to step in, and until when they may answer",
    "cover.changed": "somebody is sought because a member cannot come, was found, or was not",
    "leave.changed": "a member asks for time away, or it was approved, refused or taken back",
    "hours.changed": "the opening hours that customers see are others: which channels, which days",
    "group.failed": "a group of a chat does not hold everybody on duty: why, and who is not linked",
    "notice.failed": "a message could not be delivered, for good",
}
