"""People as a list: typed, pasted or out of a spreadsheet."""

import io
import zipfile

import pytest
import xlsxwriter

from api.schemas import people_list, spreadsheet
from api.schemas.people_list import ListedPerson
from rotation.errors import Impossible


def read(text: str) -> list[ListedPerson]:
    """Return how a list is read for a team with one Ann."""
    return people_list.read(text, ["Ann"])


def wrongs(text: str) -> list[str]:
    """Return what is wrong line by line."""
    return [each.wrong.said_in("en") if each.wrong else "" for each in read(text)]


def test_cells_are_told_by_how_they_are_written() -> None:
    (one,) = read("Amélie Laurent; 24; 8; fr en; lead; amelie@example.org")
    assert (one.name, one.hours, one.rota_hours) == ("Amélie Laurent", 24, 8)
    assert (one.languages, one.lead, one.mail) == (("fr", "en"), True, "amelie@example.org")


def test_columns_with_titles_stand_in_any_order() -> None:
    pasted = "Langues\tHeures\tNom\tCourriel\nfr, nl\t24,5\tZoé\tzoe@example.org\n\nen\t\tYan\t"
    zoe, yan = read(pasted)
    assert (zoe.name, zoe.hours, zoe.languages) == ("Zoé", 24.5, ("fr", "nl"))
    assert (yan.name, yan.hours, yan.mail, yan.line) == ("Yan", None, "", 4)


def test_first_and_last_names_make_one() -> None:
    (one,) = read("Voornaam;Achternaam\nBram;de Wit")
    assert one.name == "Bram de Wit"


def test_what_is_wrong_is_told_line_by_line() -> None:
    assert wrongs("Bob\nbob\nAnn\n; 20\nEve; 300\nUma; ??\nIda; i@\nJo; 20; 24") == [
        "",
        "This name stands there twice.",
        "Somebody of this name is on the team already.",
        "A line begins with a name.",
        "A week has 168 hours.",
        "?? is not understood.",
        "This is not an e-mail address.",
        "24 is not understood.",
    ]


@pytest.mark.parametrize("text", ["", " \n;;\n", "\n" * 50])
def test_a_list_without_names_is_refused(text: str) -> None:
    with pytest.raises(Impossible):
        read(text)


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return an XLSX workbook with these rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return file.getvalue()


def test_a_workbook_is_read_as_its_rows() -> None:
    text = spreadsheet.text_of(workbook(("Name", "Hours", "Lead"), ("Zoé", 24, "x"), ("Yan", 7.5)))
    zoe, yan = read(text)
    assert (zoe.name, zoe.hours, zoe.lead, yan.hours) == ("Zoé", 24, True, 7.5)


def test_text_is_read_in_the_ways_spreadsheets_write_it() -> None:
    for charset in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert spreadsheet.text_of("Zoé;24".encode(charset)) == "Zoé;24"


def test_a_workbook_that_unpacks_endlessly_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (30 << 20))
    with pytest.raises(Impossible, match="cannot be read"):
        spreadsheet.text_of(file.getvalue())


def test_a_cell_far_away_costs_nothing() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Zoé")
        sheet.write(1_048_575, 16_383, "far")
    assert read(spreadsheet.text_of(file.getvalue()))[0].name == "Zoé"


@pytest.mark.parametrize("content", [b"PK\x03\x04junk", b"\x00\x01\x02", b"\xff\xfe\x00"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(Impossible, match="cannot be read"):
        spreadsheet.text_of(content)
