"""Which pages the pictures show: their addresses by name, and who looks at them."""

from dataclasses import dataclass, field

TEAM, FIRST = "/t/nordlys-care", "/t/webcare"

PLANNER = {
    "home": "/",
    "now": TEAM + "/now",
    "board": TEAM + "/w/{week}",
    "board-this-week": TEAM + "/w/{this}",
    "draft": TEAM + "/w/{week}/draft",
    "draft-by-load": TEAM + "/w/{week}/draft?sort=load",
    "past-version": TEAM + "/w/{week}/v/1",
    "empty": TEAM + "/w/{later}",
    "over": TEAM + "/w/{before}",
    "over-unpublished": TEAM + "/w/{long_before}",
    "whole-week": TEAM + "/w/{week}?whole=1",
    "changes": TEAM + "/w/{week}/changes",
    "place": TEAM + "/w/{week}/a/{slot}",
    "place-in-draft": TEAM + "/w/{week}/a/{slot}?of=draft",
    "open-place": TEAM + "/w/{week}/a/{open_slot}?of=draft",
    "run-waits": TEAM + "/w/{clashing}/runs/{waiting}",
    "run-goes-on": TEAM + "/w/{running_week}/runs/{running}",
    "run-found": TEAM + "/w/{this}/runs/{found}",
    "clash": TEAM + "/w/{clashing}/runs/{clash}",
    "draft-being-solved": TEAM + "/w/{clashing}/draft",
    "being-solved": TEAM + "/w/{running_week}",
    "publish": TEAM + "/w/{week}/publish",
    "rules-of-week": TEAM + "/w/{week}/rules?of=draft",
    "print": TEAM + "/w/{week}/print",
    "versions": TEAM + "/w/{this}/versions",
    "links": TEAM + "/w/{week}/links",
    "hours": TEAM + "/w/{week}/hours",
    "swaps": TEAM + "/swaps",
    "swap": TEAM + "/swaps/{swap}",
    "shifts": "/me/shifts",
    "calendar": "/me/calendar",
    "availability": "/me/availability?w={later}",
    "usual-week": "/me/availability/usual",
    "coverage": TEAM + "/insights/coverage",
    "replies": TEAM + "/insights/replies",
    "fairness": TEAM + "/insights/fairness",
    "forecast": TEAM + "/insights/forecast",
    "opening-choices": TEAM + "/insights/hours",
    "payroll": TEAM + "/insights/pay",
    "people": TEAM + "/people",
    "person": TEAM + "/people/{member}",
    "set-up": TEAM + "/set-up",
    "channels": TEAM + "/set-up/channels",
    "channel": TEAM + "/set-up/channels/whatsapp",
    "patterns": TEAM + "/set-up/shifts",
    "pattern": TEAM + "/set-up/shifts/{pattern}",
    "rules": TEAM + "/set-up/rules",
    "rule": TEAM + "/set-up/rules/minimum-rest",
    "closures": TEAM + "/set-up/closures",
    "day-plans": TEAM + "/set-up/day-plans",
    "messages": TEAM + "/set-up/messages",
    "roles": TEAM + "/set-up/roles",
    "strategy-sheet": TEAM + "/set-up/roles/sheet",
    "pay": TEAM + "/set-up/pay",
    "notices": TEAM + "/set-up/notices",
    "settings": "/settings",
    "not-found": "/t/none/now",
}
MEMBER = {
    "member-now": TEAM + "/now",
    "member-board": TEAM + "/w/{week}",
    "member-place": TEAM + "/w/{week}/a/{slot_of_member}",
    "member-open-place": TEAM + "/w/{this}/a/{free_slot}",
    "member-shifts": "/me/shifts",
    "member-swaps": TEAM + "/swaps",
    "member-availability": "/me/availability?w={later}",
    "not-allowed": TEAM + "/set-up",
}
OWNER = {"access": TEAM + "/set-up/access"}
BEGINNER = {
    "start": "/start",
    "first-set-up": FIRST + "/set-up",
    "first-people": FIRST + "/people",
    "first-channels": FIRST + "/set-up/channels",
    "first-shifts": FIRST + "/set-up/shifts",
    "first-messages": FIRST + "/set-up/messages",
    "first-week": FIRST + "/w/{this}",
    "first-now": FIRST + "/now",
    "first-swaps": FIRST + "/swaps",
    "first-coverage": FIRST + "/insights/coverage",
    "first-replies": FIRST + "/insights/replies",
    "first-forecast": FIRST + "/insights/forecast",
    "first-opening-choices": FIRST + "/insights/hours",
    "first-payroll": FIRST + "/insights/pay",
}
NOBODY = {
    "sign-in": "/sign-in",
    "sign-in-link": "/sign-in/{invitation}",
    "sign-in-of-before": "/sign-in/rsin_used",
    "shown-week": "/week/{names}",
    "shown-week-by-role": "/week/{roles}",
    "shown-week-of-before": "/week/rwek_closed",
}
SEEN_BY = {
    "planner": PLANNER,
    "member": MEMBER,
    "owner": OWNER,
    "beginner": BEGINNER,
    "nobody": NOBODY,
}
"""Every page by who looks at it; each has the name of its picture."""
OPENED = {"sheet": "Enter", "keys": "?"}
"""What a key opens over the board, by the name of its picture."""


@dataclass(frozen=True)
class Sent:
    """A form of a planner that is filled and sent; what it answers is kept nowhere."""

    path: str
    button: str
    typed: dict[str, str] = field(default_factory=dict)
    file: tuple[str, str] | None = None


_LIST = "Noor Bakker; 24; nl en; lead; noor@example.org\nSam Peters; lots; en\nYara Haddad; 20; fr"
_LOG = "received_at,channel,replied_at\n" + "".join(
    f"2026-11-{day:02d} 18:{day:02d},Instagram DM,2026-11-{day:02d} 18:5{day % 10}\n"
    for day in range(2, 29)
)
SENT = {
    "people-read": Sent(TEAM + "/people", "[name=action][value=look]", {"#f-people": _LIST}),
    "log-read": Sent(
        TEAM + "/set-up/messages", "[name=action][value=look]", file=("log.csv", _LOG)
    ),
    "sign-in-link-made": Sent(TEAM + "/people/{member}", "form[action$=sign-in] button"),
    "refused": Sent(
        TEAM + "/set-up/channels/whatsapp",
        "form:has(#f-share) button.p",
        {"#f-share": "900", "#f-open-1": "5pm"},
    ),
    "conflict": Sent(
        TEAM + "/w/{week}/a/{slot}?of=draft",
        "[data-key=l]",
        {"form:has([data-key=l]) [name=rev]": "an older one"},
    ),
    "rule-tried": Sent(TEAM + "/set-up/rules/minimum-rest", "[name=action][value=try]"),
}
"""What a form answers, by the name of its picture."""
