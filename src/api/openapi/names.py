"""Operation ids and summaries of the OpenAPI document, as somebody would choose them."""

from fastapi.routing import APIRoute

_VERBS = {"read": "get", "make": "create", "change": "update", "put": "replace"}
"""First words of functions of routes that are called otherwise in clients."""
_CHOSEN = {
    "answer_cover": "answerCover",
    "call_in_sick": "reportSick",
    "change_slot": "updateDraftSlot",
    "compare_closed": "compareOpeningHours",
    "connect": "createChatConnection",
    "cut_connection": "deleteChatConnection",
    "explain_place": "explainSlot",
    "give_answer": "giveAnswer",
    "hear_platform": "askFromChat",
    "healthz": "getHealth",
    "leave_note": "createHandOverNote",
    "list_connections": "listChatConnections",
    "read_connection": "getChatConnection",
    "rotate_connection": "rotateChatSecret",
    "try_connection": "testChatConnection",
    "make_link_code": "createChatLinkCode",
    "list_member_links": "listMemberChatLinks",
    "list_links": "listChatLinks",
    "make_link": "createChatLink",
    "delete_link": "deleteChatLink",
    "list_notes": "listHandOverNotes",
    "delete_note": "deleteHandOverNote",
    "list_patterns": "listShiftPatterns",
    "create_pattern": "createShiftPattern",
    "read_pattern": "getShiftPattern",
    "change_pattern": "updateShiftPattern",
    "delete_pattern": "deleteShiftPattern",
    "list_shifts": "listMemberShifts",
    "predict": "predictReplies",
    "require": "getRequirements",
    "size_team": "rightSizeTeam",
    "read_availability": "getWeeklyAvailability",
    "put_availability": "replaceWeeklyAvailability",
    "read_effect": "getAbsenceEffect",
    "list_changes": "listRotaChanges",
    "list_versions": "listRotaVersions",
    "list_exceptions": "listRuleExceptions",
    "withdraw_exception": "withdrawRuleException",
    "list_rules": "listRuleKinds",
    "read_rules": "getTeamRules",
    "put_rules": "replaceTeamRules",
    "read_replies": "getMeasuredReplies",
    "readyz": "getReadiness",
    "roll_out": "rollOutRepeatingRota",
    "rotate_secret": "rotateWebhookSecret",
    "take_way_out": "takeWayOut",
    "try_contact": "testContact",
    "try_webhook": "testWebhook",
    "use_run": "useRun",
    "watch_run": "watchRun",
}
"""Operation ids that the rule below would not make."""


def operation_id(route: APIRoute) -> str:
    """Return the operation id of a route: ``getOnDuty`` of ``read_on_duty``."""
    if route.name in _CHOSEN:
        return _CHOSEN[route.name]
    first, *rest = route.name.split("_")
    return _VERBS.get(first, first) + "".join(each.capitalize() for each in rest)


def summary(route: APIRoute) -> str:
    """Return the first sentence of a route's docstring, without its full stop."""
    text = " ".join((route.description or route.name).split("\n\n")[0].split())
    return text.split(". ")[0].rstrip(".")
