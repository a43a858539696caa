// The npm client of the protocol: lists the tools and calls some.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { BASE, KEY } = process.env;
const headers = { Authorization: `Bearer ${KEY}` };
const client = new Client({ name: "trial", version: "1" });
await client.connect(
  new StreamableHTTPClientTransport(new URL(`${BASE}/mcp`), { requestInit: { headers } }),
);
const { tools } = await client.listTools();
console.log("tools", tools.length);
const teams = await client.callTool({ name: "list_teams", arguments: {} });
console.log("teams", ...teams.structuredContent.teams.map((each) => each.slug));
const wrong = await client.callTool({ name: "week", arguments: { team: "nord", week: "soon" } });
console.log("error", wrong.isError ? "True" : "False", wrong.content[0].text.split(":")[0]);
const { prompts } = await client.listPrompts();
console.log("prompts", ...prompts.map((each) => each.name));
await client.close();
