"""The MCP server: tools, one resource and one prompt in the words of the protocol.

Loaded with the first call of a valid key: a service without assistants never needs the library.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import anyio.to_thread
import structlog
from fastapi import Request
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    Prompt,
    PromptArgument,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)
from mcp_types.version import is_version_at_least
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from api.assistants import texts
from api.assistants.answers import ChangeDone
from api.assistants.arguments import ToolArguments
from api.assistants.call import Call
from api.assistants.tools import TOOLS, AssistantTool, answer, error_text
from api.http.deps import language_of
from rotation.errors import RotationError

MOST_BYTES = 128 << 10
"""The guard has refused a larger body by then; the library only must not refuse a smaller one."""
_BY_NAME = {each.name: each for each in TOOLS}
_ELICITS = "2026-07-28"
"""The first version of the protocol in which a question can be asked without a back channel."""
_LISTED = CacheHint(ttl_ms=3_600_000, scope="private")
_SURE = {
    "type": "object",
    "properties": {"sure": {"type": "boolean", "title": "Do it", "default": False}},
    "required": ["sure"],
}
_log = structlog.get_logger("assistants")
Value = TypeVar("Value")
Context = ServerRequestContext[Any, Request]
logging.getLogger("mcp").setLevel(logging.WARNING)  # it tells of every request


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request of the protocol; nothing is kept between two."""
    manager = StreamableHTTPSessionManager(
        _SERVER, json_response=True, stateless=True, max_request_body_size=MOST_BYTES
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)


async def _list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[_listed(each) for each in TOOLS])


async def _call_tool(
    context: Context, params: CallToolRequestParams
) -> CallToolResult | InputRequiredResult:
    tool = _BY_NAME.get(params.name)
    if tool is None:
        raise MCPError(code=INVALID_PARAMS, message=f"There is no tool {params.name[:64]!r}.")
    try:
        asked = tool.takes.model_validate(params.arguments or {})
    except ValidationError as error:
        return _wrong(_reasons(error))
    call, sure = Call(_request(context)), bool(getattr(asked, "confirm", False))
    found = await _safely(context, lambda: answer(tool, call, asked, sure=sure))
    if not isinstance(found, ChangeDone) or found.done or not _elicits(context):
        return found if isinstance(found, CallToolResult) else _right(found)
    return await _confirmed(context, params, (tool, call, asked), found)


async def _confirmed(
    context: Context,
    params: CallToolRequestParams,
    what: tuple[AssistantTool, Call, ToolArguments],
    would: ChangeDone,
) -> CallToolResult | InputRequiredResult:
    """Ask the person whether something is to be done, and do it when they have said so.

    Their yes counts for what they were shown, and for nothing that has become of it since. What
    comes back with it is held against that and proves nothing more, so it needs no seal: a key
    that may write can say `confirm` itself.
    """
    shown = sha256(would.what.encode()).hexdigest()
    said = (params.input_responses or {}).get("sure")
    if params.request_state != shown or not isinstance(said, ElicitResult):
        form = ElicitRequestFormParams(message=would.what, requested_schema=_SURE)
        request = ElicitRequest(params=form)
        return InputRequiredResult(input_requests={"sure": request}, request_state=shown)
    if said.action != "accept" or (said.content or {}).get("sure") is not True:
        return _right(would.model_copy(update={"hint": "Declined: nothing has been changed."}))
    tool, call, asked = what
    found = await _safely(context, lambda: answer(tool, call, asked, sure=True))
    return found if isinstance(found, CallToolResult) else _right(found)


async def _safely(context: Context, act: Callable[[], Value]) -> Value | CallToolResult:
    """Return what something in a thread returns, or its error as an assistant can read it."""
    try:
        return await anyio.to_thread.run_sync(act)
    except RotationError as error:
        return _wrong(error_text(error, language_of(_request(context)) or "en"))
    except Exception:  # noqa: BLE001 - a bug is logged, and the assistant is told no more
        _log.exception("bug", tool=context.method)
        return _wrong("Something went wrong on our side.")


async def _list_resources(_: Context, __: PaginatedRequestParams | None) -> ListResourcesResult:
    return ListResourcesResult(resources=[])


async def _list_templates(
    _: Context, __: PaginatedRequestParams | None
) -> ListResourceTemplatesResult:
    template = ResourceTemplate(
        name="week",
        title="The rota of a week as text",
        uri_template=texts.WEEK_ADDRESS,
        description="Who has which place in a published week, as it stands by now.",
        mime_type="text/plain",
    )
    return ListResourceTemplatesResult(resource_templates=[template])


async def _read_resource(context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
    call = Call(_request(context))
    found = await _safely(context, lambda: texts.week_text(call, params.uri))
    if isinstance(found, CallToolResult):
        raise _refusal(found)
    text = TextResourceContents(uri=params.uri, text=found, mime_type="text/plain")
    return ReadResourceResult(contents=[text])


async def _list_prompts(_: Context, __: PaginatedRequestParams | None) -> ListPromptsResult:
    team = PromptArgument(name="team", description="slug or id of the team", required=True)
    described = "Writes a hand-over of the next day and a half."
    return ListPromptsResult(
        prompts=[
            Prompt(name="handover", title="Hand-over", description=described, arguments=[team])
        ]
    )


async def _get_prompt(context: Context, params: GetPromptRequestParams) -> GetPromptResult:
    if params.name != "handover":
        raise MCPError(code=INVALID_PARAMS, message=f"There is no prompt {params.name[:64]!r}.")
    call, team = Call(_request(context)), (params.arguments or {}).get("team")
    if not team:
        raise MCPError(code=INVALID_PARAMS, message="team: say which team.")
    found = await _safely(context, lambda: texts.handover_prompt(call, team))
    if isinstance(found, CallToolResult):
        raise _refusal(found)
    message = PromptMessage(role="user", content=TextContent(text=found))
    return GetPromptResult(messages=[message])


def _listed(tool: AssistantTool) -> Tool:
    reads = tool.read is not None
    return Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes.model_json_schema(by_alias=True),
        output_schema=tool.gives.model_json_schema(mode="serialization"),
        annotations=ToolAnnotations(
            read_only_hint=reads,
            destructive_hint=False,
            idempotent_hint=reads,
            open_world_hint=False,
        ),
    )


def _right(found: Any) -> CallToolResult:  # Any: the answer of a tool, a model
    text = TextContent(text=found.model_dump_json(exclude_none=True))
    return CallToolResult(content=[text], structured_content=found.model_dump(mode="json"))


def _wrong(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], is_error=True)


def _refusal(found: CallToolResult) -> MCPError:
    told_text = " ".join(each.text for each in found.content if isinstance(each, TextContent))
    return MCPError(code=INVALID_PARAMS, message=told_text)


def _reasons(error: ValidationError) -> str:
    """Return what is wrong with arguments, by their names, without repeating them."""
    lines = [
        f"{str(each['loc'][0])[:64] if each['loc'] else ''}: "
        f"{each.get('ctx', {}).get('error') or each['msg']}"
        for each in error.errors(include_url=False, include_input=False)[:8]
    ]
    return "\n".join(dict.fromkeys(lines))[:2_000]


def _request(context: Context) -> Request:
    assert context.request is not None
    return Request(context.request.scope)


def _elicits(context: Context) -> bool:
    if not is_version_at_least(context.protocol_version, _ELICITS):
        return False
    capabilities = context.session.client_capabilities
    found = capabilities.elicitation if capabilities else None
    return found is not None and (found.form is not None or found.url is None)


def _server() -> Server[Any]:
    made: Server[Any] = Server(
        "rotation",
        title="Rotation",
        version="0.1.0",
        instructions=texts.INSTRUCTIONS,
        cache_hints={"tools/list": _LISTED, "prompts/list": _LISTED},
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
    )
    return made


_SERVER = _server()
