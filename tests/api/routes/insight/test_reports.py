"""Reports tell what was worked after swaps and overrides, in three forms, and harm no sheet."""

import csv
import io
import zipfile
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from rotation.account.access import Access
from rotation.insights.sheets import cell
from rotation.rota.case import build
from rotation.rota.case.build import FixedAssignments
from rotation.team import teams
from rotation.timespan import Week
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek

PATH = "/v1/teams/nord/reports?from=2026-11-01&to=2027-01-01"
FIGURES = ("hours", "shifts", "weekends", "burden", "wishes_asked", "wishes_granted")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual week (30 November is its Monday): each has two evenings at most."""
    return PublishedWeek.of_nord(home)


def report(rota: PublishedWeek, path: str = PATH) -> dict[str, Any]:
    found: dict[str, Any] = rota.home.get(path)
    return found


def of(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["member"]["name"]: each for each in part["members"]}


def figures(line: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(line[name] for name in FIGURES)


def test_each_month_and_all_together(rota: PublishedWeek) -> None:
    made = report(rota)
    assert [each["label"] for each in made["periods"]] == ["2026-11", "2026-12"]
    november, december = map(of, made["periods"])
    # Amélie has Monday 30 November and Friday 4 December; Chloé Tuesday and Saturday.
    assert figures(november["Amélie"])[:3] == (5.0, 1, 0)
    assert figures(december["Amélie"])[:3] == (5.0, 1, 0)
    assert figures(december["Chloé"])[:3] == (10.0, 2, 1)
    assert figures(of(made["whole"])["Amélie"])[:3] == (10.0, 2, 0)
    assert made["whole"]["total"]["hours"] == 70.0
    assert made["whole"]["total"]["shifts"] == 14


def test_swaps_overrides_and_sick_calls_are_in_it(rota: PublishedWeek) -> None:
    offered = rota.as_("Chloé").post("/v1/teams/nord/swaps", json={"slot": rota.slot("Tue")})
    taken = rota.as_("Hugo").post(f"/v1/swaps/{offered.json()['id']}/take", json={})
    assert taken.status_code == 200, taken.text
    rota.home.post(
        "/v1/teams/nord/overrides",
        slot=rota.slot("Wed"),
        member=rota.id("Bruno"),
        start="2026-12-02T18:00:00+01:00",
        end="2026-12-02T20:00:00+01:00",
    )
    found = of(report(rota)["whole"])
    assert figures(found["Chloé"])[:2] == (5.0, 1)
    assert figures(found["Hugo"])[:2] == (10.0, 2)
    assert figures(found["Bruno"])[:2] == (12.0, 3)
    assert figures(found["Emma"])[:2] == (8.0, 2)
    burdens = rota.burdens()
    assert {name: line["burden"] for name, line in found.items()} == burdens


def test_its_burden_is_what_the_ledger_shares_out(rota: PublishedWeek) -> None:
    made = report(rota, f"{PATH}&by=week")
    with rota.home.reading() as session:
        team = teams.find(session, "nord")
        case = build.case_of(session, team, [Week.parse("2026-W50")], (), FixedAssignments())
    balances = {each.name: each.burden for each in case.members}
    total, share = made["whole"]["total"]["burden"], made["whole"]["total"]["burden"] / 8
    assert total == sum(rota.burdens().values()) > 0
    for name, line in of(made["whole"]).items():
        assert balances[name] == pytest.approx(line["burden"] - share)


def test_wishes_that_could_be_granted_are_counted(rota: PublishedWeek) -> None:
    for name, kind, day in (
        ("Chloé", "prefer", 1),  # has the evening: granted
        ("Chloé", "prefer", 2),  # somebody else has it: not granted
        ("Chloé", "rather_not", 3),  # others have it: granted
        ("Chloé", "rather_not", 5),  # has it: not granted
        ("Chloé", "prefer", 20),  # nobody has it: asks for nothing
    ):
        start, end = at(day, 16).isoformat(), at(day, 21).isoformat()
        rota.home.post(f"/v1/members/{rota.id(name)}/wishes", start=start, end=end, kind=kind)
    found = of(report(rota)["whole"])
    assert figures(found["Chloé"])[4:] == (4, 2)
    assert figures(found["Hugo"])[4:] == (0, 0)


def test_who_has_left_is_there_without_a_name(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(20, 9)
    rota.home.http.delete(f"/v1/members/{rota.id('Hugo')}").raise_for_status()
    found = of(report(rota)["whole"])
    assert "Hugo" not in found
    assert figures(found["Former member 1"])[:2] == (5.0, 1)


def test_csv_says_the_same(rota: PublishedWeek) -> None:
    answer = rota.home.http.get(PATH, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="nord.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    told = [
        (part["label"], line["member"]["id"], line["member"]["name"], *map(str, figures(line)))
        for part in report(rota)["periods"]
        for line in part["members"]
    ]
    assert [
        (row["period"], row["member_id"], row["member"], *(row[each] for each in FIGURES))
        for row in rows
    ] == told
    assert rota.home.http.get(f"{PATH}&format=csv").content == answer.content


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Return the cells of an XLSX workbook by sheet, read without any library for it."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = [
            "".join(each.itertext())
            for each in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
        ]
        names = [
            each.attrib["name"]
            for each in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_CELLS}sheet")  # noqa: S314 - same
        ]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - same
            assert not list(sheet.iter(f"{_CELLS}f")), "a formula"
            assert not list(sheet.iter(f"{_CELLS}hyperlink")), "a link"
            found[name] = [
                [_value(cell, strings) for cell in row] for row in sheet.iter(f"{_CELLS}row")
            ]
    return found


def _value(cell: ET.Element, strings: list[str]) -> str:
    shown = cell.findtext(f"{_CELLS}v") or ""
    return strings[int(shown)] if cell.get("t") == "s" else shown


def test_xlsx_says_the_same_in_the_readers_language(rota: PublishedWeek) -> None:
    headers = {"Accept": XLSX, "Accept-Language": "nl"}
    answer = rota.home.http.get(PATH, headers=headers)
    assert answer.headers["content-type"] == XLSX
    found = sheets(answer.content)
    assert list(found) == ["Per periode", "Totaal"]
    assert found["Totaal"][0][:5] == ["Periode", "Naam", "Uren", "Contracturen", "Diensten"]
    made = report(rota)
    told = [
        [part["label"], line["member"]["name"], *map(float, figures(line))]
        for part in made["periods"]
        for line in part["members"]
    ]
    rows = [[*row[:2], *map(float, [row[2], *row[-5:]])] for row in found["Per periode"][1:]]
    assert rows == told
    assert len(found["Totaal"]) == 1 + len(made["whole"]["members"])
    assert rota.home.http.get(PATH, headers=headers).content == answer.content


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://x";"y")',
        "+1",
        "-1",
        "@SUM(A1)",
        'a","=1+1',
        "http://x.example",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
    ],
)
def test_a_name_is_never_a_formula(rota: PublishedWeek, name: str) -> None:
    rota.home.patch(f"/v1/members/{rota.id('Hugo')}", name=name)
    text = rota.home.http.get(f"{PATH}&format=csv").text
    names = [row["member"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert (f"'{name}" if name[0] in "=+-@＝＋－＠" else name) in names
    assert f",{name}" not in text or name == "http://x.example"
    book = sheets(rota.home.http.get(f"{PATH}&format=xlsx").content)
    assert name in [row[1] for row in book["Total"]]


@given(st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from("=+-@\t\r\0").map(str))
def test_every_text_comes_back_from_csv_and_begins_no_formula(text: str) -> None:
    written = cell(text)
    if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\0"} and text:
        assert written.startswith("\"'")
        assert written.endswith('"')
    if "\0" not in text and text:
        ((read,),) = csv.reader(io.StringIO(f"{written}\r\n", newline=""))
        assert read in {text, f"'{text}"}
        assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_members_see_their_own_lines_alone_and_bots_none(rota: PublishedWeek) -> None:
    own = rota.as_("Hugo").get(PATH).json()
    assert [each["member"]["name"] for each in own["whole"]["members"]] == ["Hugo"]
    assert own["whole"]["total"]["hours"] == 5.0
    assert "Chloé" not in rota.as_("Hugo").get(f"{PATH}&format=csv").text
    assert rota.home.client(Access.BOT).get(PATH).status_code == 403
    assert rota.home.client(Access.VIEWER).get(PATH).json() == report(rota)


def test_this_month_is_meant_when_nothing_is_said(rota: PublishedWeek) -> None:
    rota.home.clock.now = at(15, 12)
    made = report(rota, "/v1/teams/nord/reports")
    assert (made["start"], made["end"]) == ("2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-12-01&to=2026-12-01", "to"),
        ("from=2020-01-01&to=2026-01-01", "to"),
        ("from=yesterday", "from"),
        ("by=year", "by"),
        ("format=pdf", "format"),
    ],
)
def test_a_span_that_is_none_is_refused(rota: PublishedWeek, query: str, field: str) -> None:
    answer = rota.home.http.get(f"/v1/teams/nord/reports?{query}")
    assert answer.status_code == 422
    assert field in str(answer.json()["errors"])


def test_a_night_over_the_clock_change_has_nine_hours(home: TestOrganisation) -> None:
    home.clock.now = at(1, 9).replace(month=10)
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    ann = home.post("/v1/teams/nord/members", name="Ann")["id"]
    home.post(
        "/v1/teams/nord/overrides",
        member=ann,
        start="2026-10-24T22:00:00+02:00",
        end="2026-10-25T06:00:00+01:00",
    )
    made = home.get("/v1/teams/nord/reports?from=2026-10-01&to=2026-11-01")
    assert made["whole"]["members"][0]["hours"] == 9.0
    assert UUID(made["whole"]["members"][0]["member"]["id"]) == UUID(ann)


def test_another_team_is_not_found(rota: PublishedWeek) -> None:
    with TestOrganisation.founded(rota.home.app, rota.home.clock) as other:
        assert TestClient.get(other.http, PATH).status_code == 404
