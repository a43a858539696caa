"""Sentences of notices to people, to be put into their language and their time. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rotation.json_value import Json
from rotation.timespan import zone
from rotation.words import Sentence, say


def subject(kind: str, payload: Json, now: datetime) -> Sentence:
    """Return the one line that says what a notice is about."""
    match kind:
        case "shift.reminder":
            return _begins(payload, now)
        case "shift.changed" if "member" not in payload:
            return say("Shifts in {team} have changed", team=payload["team"]["name"])
        case "duty.unacknowledged":
            return _silent(payload)
        case "duty.began":
            return say("On duty now in {team}", team=payload["team"]["name"])
        case "gap.opened":
            return say("Nobody has this shift in {team}", team=payload["team"]["name"])
        case "rota.published":
            team, week, version = payload["team"]["name"], payload["week"], payload["version"]
            return say(
                "{team}: the rota of {week} is published (version {version})",
                team=team,
                week=week,
                version=version,
            )
        case "shift.changed":
            return say("Your shifts in {team} have changed", team=payload["team"]["name"])
        case "cover.asked" | "cover.changed":
            return _sought(kind, payload)
        case "swap.offered" | "swap.changed":
            return _swap(payload)
        case "rota.summary":
            team, week = payload["team"]["name"], payload["week"]
            return say("{team}: the rota of {week}", team=team, week=week)
        case "hand_over.noted":
            return say("A hand-over note for your shift in {team}", team=payload["team"]["name"])
        case "leave.changed" if payload["state"] == "approved":
            return say("Your time away was approved")
        case "leave.changed":
            return say("Your time away was refused")
        case "sign_in.asked":
            return say("Sign in to {team}", team=payload["team"]["name"])
        case _:
            return say("A test message from {team}", team=payload["team"]["name"])


def body(kind: str, payload: Json, reader: str) -> list[Sentence]:
    """Return the lines of a notice; ``reader`` is the zone of the one who reads."""
    match kind:
        case "shift.reminder" | "hand_over.noted" | "duty.unacknowledged":
            return [*_shift(payload["shift"], reader), *_handed(payload)]
        case "duty.began":
            return [
                say(
                    "{what}: {people}",
                    what=_named(each, each["timezone"]),
                    people=each["member"]["name"],
                )
                for each in payload["on_duty"]
            ]
        case "gap.opened":
            return list(_shift(payload["shift"], reader))
        case "rota.published":
            reason = payload.get("reason")
            return [say("Reason: {reason}", reason=reason)] if reason else []
        case "shift.changed":
            told = _change if "member" in payload else _change_for_all
            lines = [line for each in payload["changes"] for line in told(each, reader)]
            reason = payload.get("reason")
            return [*lines, say("Reason: {reason}", reason=reason)] if reason else lines
        case "cover.asked" | "cover.changed":
            return list(_place(payload, reader))
        case "swap.offered" | "swap.changed":
            return list(_offer(kind, payload, reader))
        case "rota.summary":
            return list(_week(payload, reader))
        case "leave.changed":
            start, end = (datetime.fromisoformat(payload[each]) for each in ("start", "end"))
            return [say("From {start} to {end}", start=start, end=end)]
        case "sign_in.asked":
            return list(_sign_in(payload))
        case _:
            return _test(payload.get("confirm_url"))


def _test(link: str | None) -> list[Sentence]:
    """Say what a test message is for; ``link`` confirms the address, where it has to be."""
    if link is None:
        return [say("This address works: reminders and changes will be sent here.")]
    return [
        say("Reminders and changes will be sent here once you have confirmed the address."),
        say("Confirm: {link}", link=link),
        say("If you do not know what this is about, do nothing."),
    ]


def _sign_in(payload: Json) -> Iterator[Sentence]:
    yield say("This link signs you in. It works once, within a day.")
    if "answer_url" in payload:
        yield say("{url}", url=payload["answer_url"])
    yield say("If you did not ask for it, nothing has to be done.")


def _begins(payload: Json, now: datetime) -> Sentence:
    """Say when a shift begins and the true time that is left, which may be less than was meant."""
    start = datetime.fromisoformat(payload["starts_at"])
    left = max(timedelta(), start - now)
    shift, team = payload["shift"]["pattern"], payload["team"]["name"]
    if left >= timedelta(days=1):
        local = start.astimezone(zone(payload["shift"]["timezone"]))
        return say("{shift} in {team} on {day}", shift=shift, team=team, day=local.date())
    return say("{shift} in {team} begins in {left}", shift=shift, team=team, left=left)


def _silent(payload: Json) -> Sentence:
    """Say to the member that they have not acknowledged, to others who has not."""
    team, holder = payload["team"]["name"], payload["holder"]
    if payload["member"]["id"] == holder["id"]:
        return say("Are you on it? Your shift in {team} has begun", team=team)
    name = holder["name"]
    return say("{member} has not said to be on it in {team}", member=name, team=team)


def _week(payload: Json, reader: str) -> Iterator[Sentence]:
    """Say who works when, then what is open."""
    if not payload["published"]:
        yield say("This week has not been published yet.")
    for shift in payload["shifts"]:
        people = tuple(_person(each) for each in shift["people"])
        yield say("{what}: {people}", what=_named(shift, shift["timezone"]), people=people)
        yield from _elsewhere(shift, reader)
    for place in payload["open"]:
        what, places = _named(place, place["timezone"]), place["places"]
        if places == 1:
            yield say("One open place: {what}", what=what)
        else:
            yield say("{places} open places: {what}", places=places, what=what)
        yield from _elsewhere(place, reader)


def _person(person: Json) -> str:
    """Say who works, and when if it is not the whole shift."""
    name: str = person["member"]["name"]
    if "start" not in person:
        return name
    there = zone(person["timezone"])
    start, end = (
        datetime.fromisoformat(person[each]).astimezone(there) for each in ("start", "end")
    )
    return f"{name} ({start:%H:%M}–{end:%H:%M})"


def _elsewhere(shift: Json, reader: str) -> Iterator[Sentence]:
    """Say when that is for a reader in another zone."""
    if reader != shift["timezone"]:
        yield say("That is {when}", when=_times(shift, reader))


def _handed(payload: Json) -> Iterator[Sentence]:
    for note in payload.get("hand_over_notes", ()):
        if who := note["member"]:
            yield say("Hand-over note of {member}: {text}", member=who["name"], text=note["text"])
        else:
            yield say("Hand-over note: {text}", text=note["text"])


def _sought(kind: str, payload: Json) -> Sentence:
    team = payload["team"]["name"]
    if kind == "cover.asked":
        return say("Can you step in for {team}?", team=team)
    if payload["state"] == "covered":
        return say("Somebody else steps in for {team}", team=team)
    return say("Nobody needs to step in for {team} any more", team=team)


def _place(payload: Json, reader: str) -> Iterator[Sentence]:
    if shift := payload["shift"]:
        yield _named(shift, shift["timezone"])
        yield from _details(shift, reader)
    if deadline := payload.get("deadline"):
        yield say("Please answer by {deadline}", deadline=datetime.fromisoformat(deadline))
    if link := payload.get("answer_url"):
        yield say("Your answer: {link}", link=link)


def _swap(payload: Json) -> Sentence:
    """Say what has become of a swap to a reader who did not do it."""
    giver, taker = payload["giver"]["name"], payload["taker"]
    is_giver = payload["member"]["id"] == payload["giver"]["id"]
    match payload["state"]:
        case "open":
            return say(
                "{member} offers a shift in {team}", member=giver, team=payload["team"]["name"]
            )
        case "accepted":
            name = taker["name"]
            return say("{member} takes your shift once a planner has approved it", member=name)
        case "declined" if taker:
            return say("The swap was not approved")
        case "declined":
            name = payload["offered_to"]["name"]
            return say("{member} does not take your shift: it stays yours", member=name)
        case "withdrawn":
            return say("{member} no longer offers a shift", member=giver)
        case _ if payload["overtaken"]:
            return say("The swap is no longer possible: a place has changed hands")
        case _ if is_giver:
            return say("Nobody has taken your shift in time: it stays yours")
        case _:
            return say("The swap was not approved in time")


def _offer(kind: str, payload: Json, reader: str) -> Iterator[Sentence]:
    if shift := payload["shift"]:
        yield _named(shift, shift["timezone"])
        yield from _details(shift, reader)
    if back := payload["in_return"]:
        yield say("In return for: {what}", what=_named(back, back["timezone"]))
        yield from _elsewhere(back, reader)
    if payload["reason"]:
        yield say("Reason: {reason}", reason=payload["reason"])
    if kind == "swap.offered":
        yield say(
            "Please answer by {deadline}", deadline=datetime.fromisoformat(payload["expires_at"])
        )
    if link := payload.get("answer_url"):
        yield say("Your answer: {link}", link=link)


def _shift(shift: Json, reader: str) -> Iterator[Sentence]:
    yield _times(shift, shift["timezone"])
    yield from _details(shift, reader)


def _details(shift: Json, reader: str) -> Iterator[Sentence]:
    yield from _elsewhere(shift, reader)
    if shift["channels"]:
        yield say("Channels: {channels}", channels=tuple(shift["channels"]))


def _change(change: Json, reader: str) -> Iterator[Sentence]:
    shown = change["after"] or change["before"]
    said = _named(shown, shown["timezone"])
    match change["kind"]:
        case "added":
            yield say("New: {what}", what=said)
        case "removed":
            yield say("No longer yours: {what}", what=said)
        case "retimed":
            before = change["before"]
            was = _times(before, before["timezone"])
            yield say("Other times: {what} (was {before})", what=said, before=was)
        case _:
            names = {name: change[name]["member"]["name"] for name in ("before", "after")}
            yield say("{what}: {before} → {after}", what=said, **names)
    yield from _elsewhere(shown, reader)


def _change_for_all(change: Json, reader: str) -> Iterator[Sentence]:
    """Say who has a shift and who had it, to readers of a channel."""
    before, after = change["before"], change["after"]
    shown = after or before
    said = _named(shown, shown["timezone"])
    if before and after and before["member"]["id"] == after["member"]["id"]:
        was = _times(before, before["timezone"])
        yield say("Other times: {what} (was {before})", what=said, before=was)
    else:
        names: dict[str, str | Sentence] = {
            name: each["member"]["name"] if each else say("nobody")
            for name, each in (("before", before), ("after", after))
        }
        yield say("{what}: {before} → {after}", what=said, **names)
    yield from _elsewhere(shown, reader)


def _named(shift: Json, in_zone: str) -> Sentence:
    when = _times(shift, in_zone)
    return say("{shift}, {when}", shift=shift["pattern"], when=when) if shift["pattern"] else when


def _times(shift: Json, in_zone: str) -> Sentence:
    there = zone(in_zone)
    start, end = (
        datetime.fromisoformat(shift[each]).astimezone(there) for each in ("start", "end")
    )
    return say(
        "{day} {start}–{end} {zone}",
        day=start.date(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}",
        zone=in_zone,
    )
