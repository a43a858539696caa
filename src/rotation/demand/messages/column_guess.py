"""The columns of a message log that are our fields, as far as their titles tell."""

from collections.abc import Mapping, Sequence

from rotation.demand.messages.export_formats import FORMATS
from rotation.demand.messages.log_reader import FIELDS
from rotation.demand.messages.log_text import name_of, zone_of

_TITLES: Mapping[str, Sequence[str]] = {
    "received_at": (
        "received_at",
        "received at",
        "received",
        "created_at",
        "created at",
        "created",
        "date",
        "timestamp",
        "time",
        "first message at",
        "reçu le",
        "reçu",
        "date de réception",
        "ontvangen op",
        "ontvangen",
        "datum",
        "binnengekomen",
    ),
    "channel": (
        "channel",
        "source",
        "network",
        "medium",
        "via",
        "platform",
        "inbox",
        "canal",
        "réseau",
        "kanaal",
        "netwerk",
    ),
    "replied_at": (
        "replied_at",
        "replied at",
        "first reply at",
        "first response at",
        "answered at",
        "responded at",
        "répondu le",
        "première réponse",
        "beantwoord op",
        "eerste antwoord",
    ),
    "sent_at": ("sent_at", "sent at", "reply sent at", "envoyé le", "verzonden op"),
    "conversation": (
        "conversation",
        "conversation id",
        "ticket",
        "ticket id",
        "id",
        "thread",
        "gesprek",
    ),
    "replied_after": (
        "replied_after",
        "first reply time in minutes",
        "minutes to reply",
        "response time",
        "délai de réponse",
        "reactietijd",
    ),
}


def guess(titles: Sequence[str]) -> dict[str, str]:
    """Return the title of each of our fields that a header seems to have, each title once.

    Titles of a known export count before usual ones; what is not told stays out.
    """
    known = {name_of(zone_of(each)[0]): each for each in reversed(titles) if each}
    found: dict[str, str] = {}
    best = max(FORMATS.values(), key=lambda each: _fitting(each.columns, known))
    export = best.columns if _fitting(best.columns, known) >= 3 else {}
    for name in FIELDS:
        for title in (*filter(None, [export.get(name)]), *_TITLES[name]):
            shown = known.get(name_of(title))
            if shown is not None and shown not in found.values():
                found[name] = shown
                break
    return found


def _fitting(columns: Mapping[str, str], known: Mapping[str, str]) -> int:
    return sum(name_of(each) in known for each in columns.values())
