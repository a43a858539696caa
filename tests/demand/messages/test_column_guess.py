"""Which columns of a log are ours, by their titles."""

from rotation.demand.messages.column_guess import guess
from rotation.demand.messages.export_formats import FORMATS


def test_our_own_titles_are_found() -> None:
    assert guess(["channel", "received_at", "note"]) == {
        "received_at": "received_at",
        "channel": "channel",
    }


def test_the_columns_of_every_known_export_are_found() -> None:
    for name, each in FORMATS.items():
        found = guess(["Something", *each.columns.values()])
        assert {key: found[key] for key in each.columns} == each.columns, name


def test_titles_are_found_in_french_and_dutch() -> None:
    assert guess(["Reçu le", "Canal", "Répondu le"])["replied_at"] == "Répondu le"
    assert guess(["DATUM", "Kanaal"]) == {"received_at": "DATUM", "channel": "Kanaal"}


def test_what_is_not_told_stays_out() -> None:
    assert guess(["a", "b", ""]) == {}


def test_a_title_with_its_zone_is_found() -> None:
    title = "Conversation started at (America/Lima)"
    found = guess(["Conversation ID", title, "Channel", "Teammate currently assigned"])
    assert found["received_at"] == title
    assert found["conversation"] == "Conversation ID"
