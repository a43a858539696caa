"""The kind of client that reads a feed, by what it says of itself.

Clients say what they like: the words were seen in requests of these programs, and whoever says
something else is "other". The list is closed, so that strangers cannot make a feed remember much.
"""

_WORDS = (
    ("google", ("google-calendar-importer", "googlebot", "google")),
    ("home-assistant", ("homeassistant", "home assistant")),
    ("thunderbird", ("thunderbird", "lightning/")),
    ("outlook", ("microsoft", "exchange", "outlook", "msoffice")),
    ("nextcloud", ("nextcloud", "sabredav")),
    ("android", ("icsx5", "davx5", "okhttp", "dalvik")),
    ("evolution", ("evolution", "gnome")),
    ("vdirsyncer", ("vdirsyncer",)),
    ("apple", ("calendaragent", "dataaccessd", "macos", "mac+os", "ios/", "caldavd", "ical/")),
    ("browser", ("mozilla/",)),
)
"""Kinds of clients, and words of which one is in their User-Agent; the first kind found counts."""
_LONGEST = 200


def client_of(user_agent: str) -> str:
    """Return the kind of client that a User-Agent header tells of."""
    said = user_agent[:_LONGEST].casefold()
    return next((kind for kind, words in _WORDS if any(word in said for word in words)), "other")
