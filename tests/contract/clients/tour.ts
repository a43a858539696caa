// The README's tour on the types that openapi-typescript generates; prints what it found.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Json = "application/json" | "application/problem+json";
const { BASE, KEY, WEEK, AT } = process.env as Record<string, string>;
const client = createClient<paths, Json>({ baseUrl: BASE, headers: { Authorization: `Bearer ${KEY}` } });
const team = { path: { team: "nord" } };

function given<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const made = await client.POST("/v1/teams", {
  body: { slug: "nord", name: "Nord", timezone: "Europe/Paris", country: "FR" },
});
console.log("location", made.response.headers.get("Location"));
const windows = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "17:00", to: "22:00" }));
given(await client.POST("/v1/teams/{team}/channels", {
  params: team,
  body: { slug: "whatsapp", kind: "whatsapp", windows, target: { share: 0.8, within_minutes: 15 } },
}));
given(await client.POST("/v1/teams/{team}/shift-patterns", {
  params: team,
  body: { name: "Evening", weekdays: [1, 2, 3, 4, 5, 6, 7], start: "17:00", end: "22:00" },
}));
for (const name of ["Amélie", "Bruno", "Chloé", "David", "Emma"])
  given(await client.POST("/v1/teams/{team}/members", { params: team, body: { name, channels: ["whatsapp"] } }));

const names: string[] = [];
let cursor: string | null | undefined;
do {
  const page = given(await client.GET("/v1/teams/{team}/members", {
    params: { ...team, query: { limit: 2, ...(cursor ? { cursor } : {}) } },
  }));
  names.push(...page.items.map((each) => each.name));
  cursor = page.next;
} while (cursor);
console.log("members", ...names);

const seen = (await client.GET("/v1/teams/{team}", { params: team })).response.headers.get("ETag") ?? "";
const change = (name: string) =>
  client.PATCH("/v1/teams/{team}", { params: { ...team, header: { "If-Match": seen } }, body: { name } });
const changed = given(await change("North"));
const old = await change("South");
console.log("edit", changed.name, old.response.status, old.error?.type);

let run = given(await client.POST("/v1/teams/{team}/runs", {
  params: { ...team, header: { Prefer: "wait=60" } },
  body: { week: WEEK },
}));
while (["queued", "running"].includes(run.state)) {
  await new Promise((later) => setTimeout(later, 1000));
  run = given(await client.GET("/v1/runs/{run}", { params: { path: { run: run.id } } }));
}
console.log("run", run.state);
const rota = { team: "nord", week: WEEK };
const draft = await client.GET("/v1/teams/{team}/rotas/{week}", {
  params: { path: rota, query: { version: "draft" } },
});
const slot = given(draft).shifts[0].slots[0];
const locked = given(await client.PATCH("/v1/teams/{team}/rotas/{week}/draft/slots/{slot}", {
  params: {
    path: { ...rota, slot: slot.id },
    header: { "If-Match": draft.response.headers.get("ETag") ?? "" },
  },
  body: { locked: true },
}));
const kept = locked.shifts[0].slots.find((each) => each.id === slot.id);
console.log("locked", kept?.locked, kept?.member?.id === slot.member?.id);
console.log("version", given(await client.POST("/v1/teams/{team}/rotas/{week}/publish", { params: { path: rota } })).version);

const answer: components["schemas"]["AnswerOut"] = given(
  await client.GET("/v1/teams/{team}/on-duty", { params: { ...team, query: { at: AT } } }),
);
console.log("on duty", answer.on_duty[0].member.name, new Date(answer.on_duty[0].until).getTime() > 0);
