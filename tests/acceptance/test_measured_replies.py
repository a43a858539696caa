"""A real log is imported by its own headers, and its waits come out as its source tells them."""

import pytest

from support.organisation import TestOrganisation
from support.paths import DATA

LOG = DATA / "twitter_care_first_response.csv"
COLUMNS = "channel:company,received_at:first_customer_message_utc,replied_at:first_reply_utc"


def test_first_replies_of_25_brands_are_measured_as_known(home: TestOrganisation) -> None:
    """Of 1,025 conversations 28 % are answered within 15 min, 43 % within 60, half in 109."""
    home.post("/v1/teams", slug="care", name="Care", timezone="UTC", country="US")
    brands = {line.partition(",")[0] for line in LOG.read_text().splitlines()[1:]}
    for at, brand in enumerate(sorted(brands)):
        home.post("/v1/teams/care/channels", slug=f"brand-{at}", name=brand)
    taken = home.http.post(
        f"/v1/teams/care/messages?columns={COLUMNS}",
        content=LOG.read_bytes(),
        headers={"Content-Type": "text/csv"},
    ).json()
    assert (taken["accepted"], taken["refused_count"], len(brands)) == (1_025, 0, 25)
    found = home.get("/v1/teams/care/replies?from=2018-01-01&to=2021-01-01&within=15,60")
    quarter, hour = (each["share"] for each in found["all"]["shares"])
    assert (found["all"]["items"], found["all"]["answered"]) == (1_025, 1_025)
    assert quarter == pytest.approx(0.28, abs=0.01)
    assert hour == pytest.approx(0.43, abs=0.01)
    assert found["all"]["median_minutes"] == pytest.approx(109, abs=1)
    assert len(found["channels"]) == 25
    assert sum(each["items"] for each in found["channels"]) == 1_025
