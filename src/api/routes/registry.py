"""The routers of the service, in the order in which an address is compared with them."""

from fastapi import APIRouter

from api.routes.access import (
    chat_channels,
    chat_connections,
    chat_links,
    chat_platforms,
    keys,
    webhooks,
)
from api.routes.feeds import icalendar, subscriptions
from api.routes.hooks import hear
from api.routes.insight import forecast, measured_replies, message_log, payroll, reports
from api.routes.live import (
    answer_links,
    covers,
    hand_over_notes,
    notice_log,
    on_duty,
    overrides,
    removal_effects,
    sick_days,
    swaps,
)
from api.routes.people import (
    absence_effect,
    absences,
    busy_calendar,
    contact_confirmations,
    contacts,
    devices,
    members,
    weekly_availability,
    wishes,
)
from api.routes.planning import planning_horizon, repeating_rotas, rule_exceptions, runs
from api.routes.rota import compliance, rotas, slots
from api.routes.staffing import compare_hours, predict, requirements, right_size, what_if
from api.routes.team import (
    channels,
    closures,
    notice_rules,
    pay_terms,
    platform_rules,
    roles,
    rules,
    shift_patterns,
    special_days,
    teams,
)

ROUTERS: tuple[APIRouter, ...] = (
    icalendar.router,  # asked most often
    on_duty.router,
    chat_channels.router,
    chat_connections.router,
    chat_links.router,
    chat_platforms.router,
    keys.router,
    webhooks.router,
    subscriptions.router,
    hear.router,
    forecast.router,
    measured_replies.router,
    message_log.router,
    payroll.router,
    reports.router,
    answer_links.router,
    covers.router,
    hand_over_notes.router,
    notice_log.router,
    overrides.router,
    removal_effects.router,
    sick_days.router,
    swaps.router,
    absence_effect.router,
    absences.router,
    busy_calendar.router,
    contact_confirmations.router,
    contacts.router,
    devices.router,
    members.router,
    weekly_availability.router,
    wishes.router,
    planning_horizon.router,
    repeating_rotas.router,
    rule_exceptions.router,
    runs.router,
    compliance.router,
    rotas.router,
    slots.router,
    compare_hours.router,
    predict.router,
    requirements.router,
    right_size.router,
    what_if.router,
    channels.router,
    closures.router,
    notice_rules.router,
    pay_terms.router,
    platform_rules.router,
    roles.router,
    rules.router,
    shift_patterns.router,
    special_days.router,
    teams.router,
)
