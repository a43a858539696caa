"""Questions as people type them in four languages are read as they are meant."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rotation.chat.question import ChatQuestion, Vocabulary, understood

CASES = [
    json.loads(line)
    for name in ("questions", "questions_of_members_and_planners")
    for line in (Path(__file__).parent / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()
]
CHANNELS = {
    "whatsapp": "WhatsApp",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "x": "X",
    "email": "E-mail",
    "linkedin": "LinkedIn",
}
MEMBERS = {UUID(int=at): name for at, name in enumerate(("Ann", "Bob", "Chloé", "Daan"), 1)}
PARIS = ZoneInfo("Europe/Paris")
TUESDAY = "2026-11-24T10:00"
SUNDAY = "2026-11-29T13:05"
NIGHT = "2026-11-28T00:40"


def read(text: str, now: str = TUESDAY) -> ChatQuestion:
    wall = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    return understood(text, wall, CHANNELS, Vocabulary(MEMBERS))


def is_read(found: ChatQuestion, expected: dict[str, Any]) -> bool:
    """Tell whether the kind and the instants of a reading are the expected ones."""
    start, end = (found.span.start, found.span.end) if found.span else (None, None)
    shown = {"at": found.at, "from": start, "to": end}
    right = {key: datetime.fromisoformat(expected[key]) for key in shown if key in expected}
    return found.kind == expected["kind"] and right == {key: shown[key] for key in right}


@pytest.mark.parametrize("case", CASES, ids=[each["text"] for each in CASES])
def test_each_of_sixty_questions_is_read_right(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case["now"]).astimezone(ZoneInfo(case["zone"]))
    found, expected = understood(case["text"], now, CHANNELS, Vocabulary(MEMBERS)), case["expected"]
    assert any(is_read(found, each) for each in (expected, *expected.get("accept", ()))), found
    assert found.channel == expected["channel"]
    assert found.speaks == expected.get("speaks")
    assert list(found.members.values()) == [expected["person"]] * bool(expected["person"])
    assert found.unread == ()
    assert found.language == case["lang"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("om 21.00 uur", "2026-11-29T21:00"),
        ("at 9.10pm", "2026-11-29T21:10"),
        ("2026-12-05T18:00", "2026-12-05T18:00"),
        ("2026-12-05 18:00", "2026-12-05T18:00"),
        ("2026-12-05T18:00+02:00", "2026-12-05T17:00"),
        ("2026-12-05T17:00Z", "2026-12-05T18:00"),
        ("Sat 5 Dec at 18:00", "2026-12-05T18:00"),
        ("za 5 dec 18:00", "2026-12-05T18:00"),
        ("sam. 5 déc. 18:00", "2026-12-05T18:00"),
        ("Sa. 5. Dez. 18:00", "2026-12-05T18:00"),
        ("do 3 dec 17:00", "2026-12-03T17:00"),
        ("24.12.2026 um 18 Uhr", "2026-12-24T18:00"),
        ("5/12 18h", "2026-12-05T18:00"),
        ("tonight at 1am", "2026-11-30T01:00"),
        ("8 tonight", "2026-11-29T20:00"),
        ("vanavond 8 uur", "2026-11-29T20:00"),
        ("7 du soir", "2026-11-29T19:00"),
        ("om 7 uur 's avonds", "2026-11-29T19:00"),
        ("abends um 7", "2026-11-29T19:00"),
        ("fri 7pm", "2026-12-04T19:00"),
        ("kwart over 7 vanavond", "2026-11-29T19:15"),
        ("om kwart voor acht", "2026-11-29T19:45"),
        ("viertel nach acht", "2026-11-29T20:15"),
        ("um halb acht heute abend", "2026-11-29T19:30"),
        ("à 7h et demie ce soir", "2026-11-29T19:30"),
        ("tien voor half 8", "2026-11-29T19:20"),
        ("who's on in 2 hours", "2026-11-29T15:05"),
        ("wie is er over 2 uur", "2026-11-29T15:05"),
        ("wie heeft er over een half uur dienst", "2026-11-29T13:35"),
        ("qui est de garde dans une heure", "2026-11-29T14:05"),
        ("wer ist in einer halben Stunde dran", "2026-11-29T13:35"),
        ("who was on 2 hours ago", "2026-11-29T11:05"),
        ("wer war vor 2 Stunden da", "2026-11-29T11:05"),
        ("who was on at 22:00", "2026-11-28T22:00"),
        ("who's on at noon on boxing day", "2026-12-26T12:00"),
        ("Heiligabend um 18 Uhr", "2026-12-24T18:00"),
        ("wer ist am 3. Dezember um 18.30 Uhr da", "2026-12-03T18:30"),
        ("morgen mittag", "2026-11-30T12:00"),
        ("december 5th at 6pm", "2026-12-05T18:00"),
        ("vannacht om 2", "2026-11-30T02:00"),
        ("friday at 5", "2026-12-04T17:00"),
        ("zondag om half 3", "2026-11-29T14:30"),
        ("at ten to eight tonight", "2026-11-29T19:50"),
    ],
)
def test_times_are_read(text: str, at: str) -> None:
    found = read(text, SUNDAY)
    assert found.at == datetime.fromisoformat(at).replace(tzinfo=PARIS), found
    assert found.unread == ()


@pytest.mark.parametrize(
    ("now", "text", "first", "last"),
    [
        (SUNDAY, "the day after tomorrow", "2026-12-01", "2026-12-02"),
        (SUNDAY, "5/12/2027", "2027-12-05", "2027-12-06"),
        (SUNDAY, "last Friday", "2026-11-27", "2026-11-28"),
        (SUNDAY, "who is on Mon", "2026-11-30", "2026-12-01"),
        (SUNDAY, "tell me who is on tomorrow", "2026-11-30", "2026-12-01"),
        (SUNDAY, "24.12.", "2026-12-24", "2026-12-25"),
        (SUNDAY, "24-12-2026", "2026-12-24", "2026-12-25"),
        (SUNDAY, "on 12/24", "2026-12-24", "2026-12-25"),
        (SUNDAY, "wie is er 5-12", "2026-12-05", "2026-12-06"),
        (SUNDAY, "5 Dec 2027", "2027-12-05", "2027-12-06"),
        (SUNDAY, "Dec 5, 2026", "2026-12-05", "2026-12-06"),
        (SUNDAY, "le premier décembre", "2026-12-01", "2026-12-02"),
        (SUNDAY, "from 6 to 8pm tomorrow", "2026-11-30T18:00", "2026-11-30T20:00"),
        (SUNDAY, "morgen tussen 18 en 20 uur", "2026-11-30T18:00", "2026-11-30T20:00"),
        (SUNDAY, "morgen zwischen 18 und 20 Uhr", "2026-11-30T18:00", "2026-11-30T20:00"),
        (SUNDAY, "demain entre 18h et 20h", "2026-11-30T18:00", "2026-11-30T20:00"),
        (SUNDAY, "10-2pm", "2026-11-29T10:00", "2026-11-29T14:00"),
        (SUNDAY, "sunday 9-12", "2026-11-29T09:00", "2026-11-29T12:00"),
        (SUNDAY, "Sonntag von 9 bis 12", "2026-11-29T09:00", "2026-11-29T12:00"),
        (SUNDAY, "between 10pm and 2am on saturday", "2026-12-05T22:00", "2026-12-06T02:00"),
        (SUNDAY, "from friday 6pm to sunday 10pm", "2026-12-04T18:00", "2026-12-06T22:00"),
        (SUNDAY, "next 3 hours", "2026-11-29T13:05", "2026-11-29T16:05"),
        (SUNDAY, "les 3 prochains jours", "2026-11-29", "2026-12-02"),
        (SUNDAY, "this week", "2026-11-23", "2026-11-30"),
        (SUNDAY, "volgende week", "2026-11-30", "2026-12-07"),
        (SUNDAY, "übernächste Woche", "2026-12-07", "2026-12-14"),
        (SUNDAY, "mercredi de la semaine prochaine", "2026-12-02", "2026-12-03"),
        (SUNDAY, "nächste Woche Mittwoch", "2026-12-02", "2026-12-03"),
        (SUNDAY, "week 49", "2026-11-30", "2026-12-07"),
        (SUNDAY, "KW 50", "2026-12-07", "2026-12-14"),
        (SUNDAY, "2026-W50", "2026-12-07", "2026-12-14"),
        (SUNDAY, "rest van de week", "2026-11-29T13:05", "2026-11-30"),
        (SUNDAY, "mon-wed", "2026-11-30", "2026-12-03"),
        (SUNDAY, "ma t/m wo", "2026-11-30", "2026-12-03"),
        (SUNDAY, "lundi à mercredi", "2026-11-30", "2026-12-03"),
        (SUNDAY, "du 24 au 26 décembre", "2026-12-24", "2026-12-27"),
        (SUNDAY, "24. bis 26. Dezember", "2026-12-24", "2026-12-27"),
        (SUNDAY, "in december", "2026-12-01", "2027-01-01"),
        (SUNDAY, "réveillon", "2026-12-24", "2026-12-25"),
        (SUNDAY, "2e kerstdag", "2026-12-26", "2026-12-27"),
        (SUNDAY, "lundi de Pâques", "2027-03-29", "2027-03-30"),
        (SUNDAY, "next weekend", "2026-12-05", "2026-12-07"),
        (TUESDAY, "who was on saturday", "2026-11-21", "2026-11-22"),
        (TUESDAY, "wie had vorige week vrijdag dienst", "2026-11-20", "2026-11-21"),
        (TUESDAY, "qui bossait lundi dernier", "2026-11-23", "2026-11-24"),
        (TUESDAY, "qui était de garde cette nuit", "2026-11-23T23:00", "2026-11-24T06:00"),
        (TUESDAY, "wer hatte gestern Abend Dienst", "2026-11-23T17:00", "2026-11-23T23:00"),
        (TUESDAY, "woensdag over een week", "2026-12-02", "2026-12-03"),
        (TUESDAY, "lundi en huit", "2026-12-07", "2026-12-08"),
        (TUESDAY, "friday week", "2026-12-04", "2026-12-05"),
        (TUESDAY, "Samstag morgen", "2026-11-28T06:00", "2026-11-28T12:00"),
        (TUESDAY, "wer ist am Freitagabend dran", "2026-11-27T17:00", "2026-11-27T23:00"),
        (TUESDAY, "qui bosse vendredi soir jusqu'à 23h", "2026-11-27T17:00", "2026-11-27T23:00"),
        (TUESDAY, "until friday", "2026-11-24T10:00", "2026-11-28"),
        (TUESDAY, "ab 18 Uhr", "2026-11-24T18:00", "2026-11-25"),
        (TUESDAY, "who covers X tomorow evening", "2026-11-25T17:00", "2026-11-25T23:00"),
        (NIGHT, "tonight", "2026-11-27T23:00", "2026-11-28T06:00"),
        (NIGHT, "heute nacht", "2026-11-27T23:00", "2026-11-28T06:00"),
        (NIGHT, "vanavond", "2026-11-28T17:00", "2026-11-28T23:00"),
        ("2026-11-29T23:30", "tonight", "2026-11-29T23:00", "2026-11-30T06:00"),
        ("2026-11-29T23:30", "in the morning", "2026-11-30T06:00", "2026-11-30T12:00"),
        (TUESDAY, "who has insta till 10", "2026-11-24T10:00", "2026-11-24T22:00"),
        (TUESDAY, "sunday pm", "2026-11-29T12:00", "2026-11-30"),
        (TUESDAY, "from 2 to 5 tomorrow", "2026-11-25T14:00", "2026-11-25T17:00"),
        (TUESDAY, "22-2", "2026-11-24T22:00", "2026-11-25T02:00"),
        (TUESDAY, "wie heeft weekenddienst", "2026-11-28", "2026-11-30"),
        (TUESDAY, "late shift tomorrow", "2026-11-25T17:00", "2026-11-25T23:00"),
        (TUESDAY, "mar. 1 déc. 17:00–23:00", "2026-12-01T17:00", "2026-12-01T23:00"),
    ],
)
def test_days_and_hours_are_read(now: str, text: str, first: str, last: str) -> None:
    found = read(text, now)
    start, end = (datetime.fromisoformat(each).replace(tzinfo=PARIS) for each in (first, last))
    assert found.span, found
    assert (found.span.start, found.span.end) == (start, end), found
    assert found.unread == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("who do I ring about linkedin", "now"),
        ("kan ik iemand bellen over fb", "now"),
        ("wen kann ich wegen Instagram anrufen?", "now"),
        ("qui puis-je appeler ?", "now"),
        ("am I working", "mine"),
        ("je suis de garde quand ?", "mine"),
        ("bin ich dran", "mine"),
        ("wann habe ich das nächste Mal Dienst?", "mine"),
        ("what are my shifts", "mine"),
        ("who takes over from me", "next"),
        ("wie neemt het over", "next"),
        ("wer löst ab", "next"),
        ("qui vient ensuite", "next"),
        ("who's on later", "next"),
        ("can I swap with Ann", "swap"),
        ("ik wil ruilen", "swap"),
        ("I'm sick", "swap"),
        ("kann jemand meine Schicht übernehmen?", "swap"),
        ("je suis malade", "swap"),
        ("quelqu'un peut prendre mon service ?", "swap"),
        ("who is covering insta", "now"),
        ("who could cover for Bob?", "cover"),
        ("qui peut me remplacer ?", "swap"),
        ("wie kan ik bellen", "now"),
        ("could you tell me who is on", "now"),
        ("kannst du mir sagen wer dran ist", "now"),
        ("wer ist die Vertretung", "now"),
        ("when does Bob work next", "person"),
        ("chloe ?", "person"),
        ("heeft Daan dienst?", "person"),
        ("arbeitet Ann", "person"),
        ("help", "help"),
        ("hulp", "help"),
        ("Hilfe", "help"),
        ("help me", "help"),
    ],
)
def test_what_is_asked_for(text: str, kind: str) -> None:
    assert read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("who is on 31/2", "31/2"),
        ("who's on at 25:00", "25:00"),
        ("sunday 9", "9"),
        ("end of the week", "end of"),
        ("monday 24 december 2026", "monday"),
        ("who is on for tiktok", "tiktok"),
        ("is Zoe on tonight", "zoe"),
        ("who was on", "was"),
        ("this weekend in the evening", "evening"),
        ("I need help", "help"),
        ("who replaces Bob on saturday", "bob"),
        ("99999999999", "99999999999"),
    ],
)
def test_what_is_not_understood_is_told(text: str, unread: str) -> None:
    assert unread in read(text).unread


def test_a_name_that_is_a_word_of_time_is_a_name_where_no_date_takes_it() -> None:
    members = {UUID(int=1): "Jan Smit", UUID(int=2): "Jan de Boer", UUID(int=3): "May"}
    now = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    both = understood("is Jan on saturday?", now, CHANNELS, Vocabulary(members))
    assert list(both.members.values()) == ["Jan Smit", "Jan de Boer"]
    one = understood("is jan smit on saturday?", now, CHANNELS, Vocabulary(members))
    assert list(one.members.values()) == ["Jan Smit"]
    date = understood("who is on 5 jan?", now, CHANNELS, Vocabulary(members))
    assert (date.kind, date.members) == ("during", {})


def test_the_reader_s_country_decides_which_number_is_the_month() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    found = understood("12/5", now, CHANNELS, Vocabulary(month_first=True))
    assert found.span
    assert found.span.start.astimezone(PARIS).date().isoformat() == "2026-12-05"


def test_a_holiday_of_the_team_s_country_is_a_day() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    own = Vocabulary(holidays={"Thanksgiving Day": (now.date().replace(day=26),)})
    found = understood("who's on on thanksgiving day", now, CHANNELS, own)
    assert found.span
    assert found.span.start.astimezone(PARIS).date().isoformat() == "2026-11-26"
    assert found.unread == ()
