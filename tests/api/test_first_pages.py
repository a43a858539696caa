"""The first pages name the product, describe the API and load nothing from elsewhere."""

import re

from support.organisation import TestOrganisation


def test_the_first_page_names_the_product_and_what_describes_it(home: TestOrganisation) -> None:
    answer = home.http.get("/docs/start", headers={"Authorization": ""})
    assert answer.headers["content-type"].startswith("text/html")
    assert re.search(r"<h1>Rotation \d+\.\d+", answer.text)
    for link in re.findall(r'href="(.*?)"', answer.text):
        assert home.http.get(link).status_code == 200, link


def test_every_operation_stands_on_the_page_of_the_api(home: TestOrganisation) -> None:
    text = home.http.get("/docs").text
    paths = home.http.get("/openapi.json").json()["paths"]
    assert len(paths) > 80
    assert [each for each in paths if each not in text] == []
    assert re.findall(r"https?://|<script|<link", text) == []


def test_the_readme_is_the_one_of_this_version(home: TestOrganisation) -> None:
    assert "Rotation" in home.http.get("/docs/readme").text
