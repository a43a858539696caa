"""Points for a planner's attention: gaps first, then swaps, then rules that are strained."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from api.board.reading import Reader
from api.board.visit import Visit
from api.board.week_board import Board
from rotation.rota.live import swaps
from rotation.rota.live.swaps import Swap
from rotation.rota.shifts import all_slots
from rotation.rota.versions import slot_lookup

MOST_GAPS, MOST_SOFT = 6, 3


@dataclass(frozen=True)
class Action:
    """The way out of a point: a link, or a form that is sent to an address."""

    label: str
    href: str
    sends: bool = False


@dataclass(frozen=True)
class Attention:
    """One thing to look at, with what can be done about it."""

    tone: Literal["bad", "", "warn"]
    icon: str
    title: str
    text: str
    actions: tuple[Action, ...] = ()


def of_board(session: Session, visit: Visit, board: Board) -> list[Attention]:
    """Return what needs attention in a week, most urgent first; members see what they can mend."""
    reader = Reader(visit.reader.language, board.rota.team.zone)
    if not visit.may("plan"):
        return _gaps(visit, reader, board)
    return [
        *_hard(reader, board),
        *_gaps(visit, reader, board),
        *_swaps(session, reader, board),
        *_soft(reader, board),
    ]


def _hard(reader: Reader, board: Board) -> list[Attention]:
    text = reader("This rule must hold: the week cannot be published like this.")
    return [Attention("bad", "alert", _sentence(reader(each.because)), text) for each in board.hard]


def _gaps(visit: Visit, reader: Reader, board: Board) -> list[Attention]:
    found = []
    base = f"/t/{board.rota.team.slug}/w/{board.week}/a"
    tail = "?of=draft" if board.is_draft else ""
    coming = [each for each in board.gaps if each.end > visit.now]
    for shift in coming[:MOST_GAPS]:
        missing = reader.count("{count} person short", "{count} people short", shift.open_places)
        title = f"{reader.day(shift.day, long=True)}, {shift.pattern}: {missing}"
        slot = next(each for each in shift.slots() if each.required and not each.member)
        needs = [*(each.upper() for each in shift.languages), *shift.skills]
        text = f"{shift.local_start}–{shift.local_end}" + (
            f" · {', '.join(needs)}" if needs else ""
        )
        label = reader("Find somebody") if visit.may("plan") else reader("I can take it")
        action = Action(label, f"{base}/{slot.id}{tail}")
        found.append(Attention("bad", "alert", title, text, (action,)))
    if more := sum(each.open_places for each in coming[MOST_GAPS:]):
        title = reader.count("{count} more place is open", "{count} more places are open", more)
        found.append(Attention("bad", "alert", title, ""))
    return found


def _swaps(session: Session, reader: Reader, board: Board) -> list[Attention]:
    waiting = swaps.listed(session, board.rota.team.id, "accepted", None, 20)
    mine = {slot.id for slot in all_slots(board.rota.shifts)}
    return [_swap(session, reader, board, each) for each in waiting if each.slot in mine]


def _swap(session: Session, reader: Reader, board: Board, swap: Swap) -> Attention:
    slot = slot_lookup.published(session, swap.slot).slot
    names = board.rota.names
    title = reader(
        "{giver} would give {shift} to {taker}",
        giver=names[swap.giver],
        shift=f"{reader.day(slot.day)} {slot.pattern}",
        taker=names.get(swap.taker or swap.giver),
    )
    text = reader("No rule that must hold is broken.")
    actions = (
        Action(reader("Approve"), f"/t/{board.rota.team.slug}/swaps/{swap.id}/approve", sends=True),
        Action(reader("Look at it"), f"/t/{board.rota.team.slug}/swaps/{swap.id}"),
    )
    return Attention("", "swap", title, text, actions)


def _soft(reader: Reader, board: Board) -> list[Attention]:
    told = [each for each in board.soft if "coverage" not in each.rule]
    found = [
        Attention(
            "warn",
            "alert",
            _sentence(reader(each.because)),
            reader.count("costs {count} point", "costs {count} points", each.points),
        )
        for each in told[:MOST_SOFT]
    ]
    if len(told) > MOST_SOFT:
        more = len(told) - MOST_SOFT
        title = reader.count(
            "{count} more rule is strained", "{count} more rules are strained", more
        )
        href = f"/t/{board.rota.team.slug}/w/{board.week}/rules?of={_of(board)}"
        found.append(Attention("warn", "alert", title, "", (Action(reader("Show all"), href),)))
    return found


def _of(board: Board) -> str:
    return "draft" if board.is_draft else "published"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
