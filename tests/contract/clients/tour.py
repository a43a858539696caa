"""The README's tour on the client that openapi-python-client generates; prints what it found."""

import datetime
import os
import time

from rotation_client import AuthenticatedClient
from rotation_client.api.channels import create_channel
from rotation_client.api.members import create_member, list_members
from rotation_client.api.on_duty import get_on_duty
from rotation_client.api.rotas import get_rota, publish_rota, update_draft_slot
from rotation_client.api.runs import create_run, get_run
from rotation_client.api.shift_patterns import create_shift_pattern
from rotation_client.api.teams import create_team, get_team, update_team
from rotation_client.models import (
    AnswerOut,
    ChannelIn,
    MemberIn,
    MinutesIn,
    PatternIn,
    Problem,
    RunIn,
    SeatIn,
    TargetIn,
    TeamIn,
    TeamPatch,
    WindowIn,
)

client = AuthenticatedClient(os.environ["BASE"], os.environ["KEY"], timeout=90)
week = (datetime.date.today() + datetime.timedelta(7)).strftime("%G-W%V")
monday = datetime.datetime.strptime(f"{week}-1", "%G-W%V-%u")

made = create_team.sync_detailed(
    client=client, body=TeamIn(slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
)
print("location", made.headers["Location"])
windows = [
    WindowIn.from_dict({"weekday": day, "from": "17:00", "to": "22:00"}) for day in range(1, 8)
]
create_channel.sync(
    "nord",
    client=client,
    body=ChannelIn(
        slug="whatsapp",
        target=TargetIn(share=0.8, within_minutes=15),
        handling=MinutesIn(mean_minutes=4, cv=1),
        windows=windows,
    ),
)
pattern = PatternIn.from_dict(
    {"name": "Evening", "weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "17:00", "end": "22:00"}
)
create_shift_pattern.sync("nord", client=client, body=pattern)
for name in ("Amélie", "Bruno", "Chloé", "David", "Emma"):
    create_member.sync("nord", client=client, body=MemberIn(name=name, channels=["whatsapp"]))

names, cursor = [], None
while True:
    page = list_members.sync(
        "nord", client=client, limit=2, **({"cursor": cursor} if cursor else {})
    )
    names += [each.name for each in page.items]
    cursor = page.next_
    if not cursor:
        break
print("members", *names)

seen = get_team.sync_detailed("nord", client=client)
changed = update_team.sync_detailed(
    "nord", client=client, body=TeamPatch(name="North"), if_match=seen.headers["ETag"]
)
old = update_team.sync_detailed(
    "nord", client=client, body=TeamPatch(name="South"), if_match=seen.headers["ETag"]
)
assert isinstance(old.parsed, Problem)
print("edit", changed.parsed.name, int(old.status_code), old.parsed.type_)

run = create_run.sync("nord", client=client, body=RunIn.from_dict({"week": week}), prefer="wait=60")
while run.state in ("queued", "running"):
    time.sleep(1)
    run = get_run.sync(run.id, client=client)
print("run", run.state)
draft = get_rota.sync_detailed("nord", week, client=client, version="draft")
slot = draft.parsed.shifts[0].slots[0]
locked = update_draft_slot.sync_detailed(
    "nord", week, slot.id, client=client, body=SeatIn(locked=True), if_match=draft.headers["ETag"]
)
kept = next(each for each in locked.parsed.shifts[0].slots if each.id == slot.id)
print("locked", kept.locked, kept.member.id == slot.member.id)
print("version", publish_rota.sync("nord", week, client=client).version)

zone = datetime.timezone(datetime.timedelta(hours=1))
answer = get_on_duty.sync("nord", client=client, at=monday.replace(hour=19, tzinfo=zone))
assert isinstance(answer, AnswerOut)
print("on duty", answer.on_duty[0].member.name, answer.on_duty[0].until.tzinfo is not None)
