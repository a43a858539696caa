"""An organisation always has an owner key: the last one stays, and the machine can make another."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from rotation.account import keys
from rotation.account.access import Access
from rotation.errors import Conflict
from support.live_server import Server
from support.organisation import TestOrganisation


def owner_ids(home: TestOrganisation) -> list[str]:
    found = home.get("/v1/keys")["items"]
    return [each["id"] for each in found if each["access"] == "owner" and each["teams"] is None]


def test_the_last_owner_key_cannot_be_revoked(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    home.post("/v1/keys", access="manager")
    home.post("/v1/keys", access="owner", teams=["nord"])
    (last,) = owner_ids(home)
    answer = home.http.delete(f"/v1/keys/{last}")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert owner_ids(home) == [last]


def test_one_of_two_owner_keys_can_be_revoked(home: TestOrganisation) -> None:
    first = owner_ids(home)[0]
    other = home.post("/v1/keys", access="owner")
    assert home.http.delete(f"/v1/keys/{other['id']}").status_code == 204
    assert home.http.delete(f"/v1/keys/{first}").status_code == 409


def test_an_owner_key_that_has_expired_does_not_count(home: TestOrganisation) -> None:
    first = owner_ids(home)[0]
    soon = (home.clock.now + timedelta(hours=1)).isoformat()
    home.post("/v1/keys", access="owner", expires_at=soon)
    home.clock.now += timedelta(hours=2)
    assert home.http.delete(f"/v1/keys/{first}").status_code == 409


def test_erasing_the_member_with_the_last_owner_key_is_refused(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    member = home.post("/v1/teams/nord/members", name="Eve")["id"]
    key = home.post("/v1/keys", access="owner", member=member)
    eve = {"Authorization": f"Bearer {key['key']}"}
    (first,) = (each for each in owner_ids(home) if each != key["id"])
    assert home.http.delete(f"/v1/keys/{first}", headers=eve).status_code == 204
    assert home.http.delete(f"/v1/members/{member}", headers=eve).status_code == 409
    assert home.http.get(f"/v1/members/{member}", headers=eve).json()["name"] == "Eve"


def test_two_who_revoke_each_other_leave_one_owner_key(home: TestOrganisation) -> None:
    home.post("/v1/keys", access="owner")
    ids = owner_ids(home)
    start = threading.Barrier(2)
    refused: list[str] = []

    def revoke(key: str) -> None:
        start.wait()
        try:
            with home.writing() as session:
                keys.revoke(
                    session,
                    next(k.id for k in keys.listed(session, None, 9) if str(k.id) == key),
                    home.clock.now,
                )
        except Conflict:
            refused.append(key)

    threads = [threading.Thread(target=revoke, args=(key,)) for key in ids]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    with home.reading() as session:
        left = list(keys.listed(session, None, 9))
    assert (len(left), len(refused)) == (1, 1)


def test_the_machine_makes_another_owner_key(fresh_url: str, tmp_path: Path) -> None:
    server = Server.fresh(fresh_url, tmp_path)
    done = server.command("key", "--organization", "Nord", "--owner")
    made = done.stdout.decode().splitlines()[-1]
    assert made.startswith("rk_live_")
    assert made != server.key
    server.key = made
    server.start()
    try:
        assert {each["access"] for each in server.get("/v1/keys")["items"]} == {Access.OWNER}
        assert len(server.get("/v1/keys")["items"]) == 2
    finally:
        server.stop()


@pytest.mark.parametrize(
    "words", [("--organization", "Sud", "--owner"), ("--organization", "Nord")]
)
def test_the_machine_says_in_one_line_why_it_makes_no_key(
    fresh_url: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    server = Server.fresh(fresh_url, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli.main import main; main()", "key", *words],
        env=server._environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
