"""Messages on a phone: opted in on the page of one's own calendar."""

import re

from rotation.account.access import Access
from support.browser_push import BrowserWithPush
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import browser

PUSH = "https://192.0.43.10/push/1"


def test_a_device_is_turned_on_and_off_on_the_page(home: TestOrganisation) -> None:
    nord = PublishedWeek.of_nord(home)
    http = browser(home, Access.MEMBER, nord.id("Hugo"))
    page = http.get("/me/calendar").text
    assert re.search(r'<script type="module" src="/static/push\.[0-9a-f]{10}\.js">', page)
    keys = BrowserWithPush().subscription(PUSH)["keys"]
    own = {"Sec-Fetch-Site": "same-origin"}
    assert len(http.post("/me/devices/key", headers=own).text) == 87
    http.post("/me/devices", data={"endpoint": PUSH, **keys}, headers=own)
    page = http.get("/me/calendar").text
    assert "https://192.0.43.10/…" in page
    (address,) = re.findall(r'action="(/me/devices/[0-9a-f-]{36}/forget)"', page)
    http.post(address, headers=own)
    assert "192.0.43.10" not in http.get("/me/calendar").text


def test_the_service_worker_is_looked_at_anew_and_stands_at_the_root(
    home: TestOrganisation,
) -> None:
    answer = home.http.get("/push-worker.js", headers={"Authorization": ""})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert re.findall(r"https?://|importScripts|fetch\(", answer.text) == []
