"""People out of a list: the same lines as on the board, kept as a whole or not at all."""

import io

import xlsxwriter

from support.organisation import TestOrganisation

PATH = "/v1/teams/nord/members/import"
TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
LINES: list[list[str | int]] = [
    ["Name", "Hours", "Language", "Mail"],
    ["Ann", 24, "fr", "ann@example.org"],
    ["Bob", 20, "nl"],
]
CSV = "\n".join(",".join(str(cell) for cell in each) for each in LINES)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def names(home: TestOrganisation) -> list[str]:
    return [each["name"] for each in home.get("/v1/teams/nord/members")["items"]]


def test_csv_and_xlsx_add_the_same_people(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    looked = home.http.post(
        f"{PATH}?only_look=true", content=CSV, headers={"Content-Type": "text/csv"}
    )
    assert (looked.json()["added"], names(home)) == (0, [])
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(LINES):
            sheet.write_row(row, 0, cells)
    made = home.http.post(PATH, content=file.getvalue(), headers={"Content-Type": XLSX})
    assert made.status_code == 200, made.text
    assert (made.json()["added"], names(home)) == (2, ["Ann", "Bob"])
    strip = [{**each, "id": None} for each in made.json()["people"]]
    assert strip == looked.json()["people"]
    ann = made.json()["people"][0]["id"]
    assert len(home.get(f"/v1/members/{ann}/contacts")["items"]) == 1


def test_a_wrong_line_keeps_everybody_out(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    answer = home.http.post(PATH, content=CSV + "\nBob,9999", headers={"Content-Type": "text/csv"})
    assert (answer.status_code, "/lines/4" in answer.text) == (422, True)
    assert names(home) == []
    assert home.http.post(PATH, json=[]).status_code == 415
    empty = home.http.post(PATH, content=b"", headers={"Content-Type": "text/csv"})
    assert empty.status_code == 422
