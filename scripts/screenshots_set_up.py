"""What the made-up team has set up for the pictures: pay, day plans, addresses, leave."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import keys
from rotation.account.access import Access, Actor
from rotation.account.keys import Grant
from rotation.availability import absences
from rotation.chat import connections
from rotation.chat.connections import NewConnection
from rotation.clock import new_id
from rotation.demand import day_plans
from rotation.demand.day_plans import DatedWindow, DayPlan, OneOffShift
from rotation.notices import contacts, webhooks
from rotation.notices.contacts import NewContact
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Subscription
from rotation.team import closures, pay, teams
from rotation.team.away_texts import AwayText
from rotation.team.members import Member
from rotation.team.pay import HourlyRate, MemberPay, PayTerms
from rotation.team.teams import Team
from rotation.timespan import Span, Week, start_of_day


def fill(
    session: Session, team: Team, people: dict[str, Member], week: Week, now: datetime
) -> None:
    """Set up what the demo leaves out."""
    _pay(session, team, people)
    _days(session, team, people, week, now)
    _addresses(session, team, people, now)


def _pay(session: Session, team: Team, people: dict[str, Member]) -> None:
    known = pay.terms_of(session, team)
    pay.put_terms(session, team, PayTerms("EUR", 1950, known.supplements))
    leads = (each for each in people.values() if each.lead)
    for each in leads:
        pay.put_pay(session, each.id, MemberPay((HourlyRate(2275),), 24.0))


def _days(
    session: Session, team: Team, people: dict[str, Member], week: Week, now: datetime
) -> None:
    eve = week.plus(2).days[3]
    day_plans.create(
        session,
        team.id,
        DayPlan(
            new_id(),
            "Christmas Eve",
            eve,
            eve,
            windows=(DatedWindow("09:00", "16:00"),),
            shifts=(OneOffShift("Christmas Eve", "09:00", "16:00", 2),),
            usual_shifts=False,
            volume_factor=0.5,
            away=AwayText("We are back on Saturday.", "De retour samedi.", "Zaterdag weer terug."),
        ),
    )
    closures.create(session, team.id, week.plus(2).days[4], "Christmas")
    first = start_of_day(week.plus(5).days[0], team.zone)
    asked = Span(first, first + timedelta(days=3))
    absences.create(session, people["Bram de Wit"].id, asked, "leave", now, state="asked")


def _addresses(session: Session, team: Team, people: dict[str, Member], now: datetime) -> None:
    for name in ("Bram de Wit", "Amélie Laurent"):
        address = f"{name.split()[0].lower().replace('é', 'e')}@example.org"
        contacts.create(session, people[name].id, NewContact("email", address), now)
        scope = FeedScope(team.id, people[name].id)
        subscriptions.create(session, Subscription(scope, 60), now)
    slack = NewConnection(team.id, "slack", "0123456789abcdef0123", "The team's Slack")
    connections.connect(session, slack, now)
    connections.connect(session, NewConnection(team.id, "plain", None, "Intranet"), now)
    told = ("rota.published", "swap.changed", "duty.unacknowledged")
    webhooks.create(session, "https://intranet.example.org/rota", told, None, now)
    keys.make(session, Grant(Access.BOT, "Telephone exchange", (team.id,)), now)


def begin(work: DatabaseUnitOfWork, actor: Actor) -> None:
    """Make a team of a service that has nothing else."""
    with work.unit(actor, work.clock()) as session:
        teams.create(session, Team(new_id(), "webcare", "Webcare", "Europe/Brussels", "BE"))
