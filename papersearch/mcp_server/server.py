"""The tools as a server of the Model Context Protocol, which the official SDK speaks."""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import logging
import signal
from typing import TYPE_CHECKING, Any

from papersearch.errors import MissingExtra, PapersearchError, extra
from papersearch.mcp_server import tools
from papersearch.mcp_server.schemas import INSTRUCTIONS, TOOLS, ToolSchema
from papersearch.render.payload import to_json
from papersearch.render.terminal import escape
from papersearch.server.log import logging_once

if TYPE_CHECKING:
    import mcp_types as types
    from mcp.server.lowlevel import Server

    from papersearch.server.engine import Engine

_log = logging.getLogger(__name__)


def serve_stdio(engine: Engine) -> None:
    """Serve one client over standard input and output, until it closes them.

    Raises:
        MissingExtra: the SDK is not installed.
    """
    need_sdk()
    from mcp.server.stdio import stdio_server

    async def serve(server: Server[Any]) -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    with engine, logging_once():
        # The SDK reads in a thread that nothing wakes, so that Ctrl-C would wait for the next
        # message; a reader has nothing to lose.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        asyncio.run(serve(build(engine)))


def build(engine: Engine) -> Server[Any]:
    """Return the server of the SDK that answers from the engine's index."""
    import mcp_types as types
    from mcp.server.lowlevel import Server
    from mcp.shared.exceptions import MCPError

    shown = types.ListToolsResult(tools=[_shown(tool) for tool in TOOLS])

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return shown

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        name, arguments = params.name, params.arguments or {}
        if name not in {tool.name for tool in TOOLS}:
            raise MCPError(types.INVALID_PARAMS, f"no tool {escape(name)[:80]}")
        try:
            payload = await engine.run(lambda opened: tools.call(opened, name, arguments))
        except PapersearchError as error:
            return _failed(escape(str(error)))
        except Exception:
            _log.exception("%s failed", name)
            return _failed(f"{name} failed in a way that it should not: the server's log says how")
        text = types.TextContent(type="text", text=to_json(payload, indent=False))
        return types.CallToolResult(content=[text], structured_content=dict(payload))

    return Server(
        "papersearch",
        version=importlib.metadata.version("papersearch"),
        title="papersearch",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _shown(tool: ToolSchema) -> types.Tool:
    import mcp_types as types

    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes,
        output_schema=tool.gives,
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _failed(line: str) -> types.CallToolResult:
    import mcp_types as types

    return types.CallToolResult(content=[types.TextContent(type="text", text=line)], is_error=True)


def need_sdk() -> None:
    """Raise MissingExtra, which names the pip line, unless the SDK is installed."""
    try:
        for module in ("mcp_types", "mcp.server.lowlevel", "jsonschema", "uvicorn"):
            importlib.import_module(module)
    except ImportError as error:
        raise MissingExtra(
            f"the server needs the SDK of the Model Context Protocol ({error}): {extra('mcp')}"
        ) from error
