// What ical.js reads of calendars: `node icaljs.mjs FILE`, in a folder that has ical.js installed,
// reads a JSON string a line and prints a JSON line of events for each.

import { createInterface } from "node:readline";
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(`${process.cwd()}/`).resolve("ical.js");
const { default: ICAL } = await import(pathToFileURL(installed));

const edge = (time) => time.toICALString();

function events(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((event) => [
    event.getFirstPropertyValue("uid"),
    edge(event.getFirstPropertyValue("dtstart")),
    edge(event.getFirstPropertyValue("dtend")),
    event.getFirstPropertyValue("summary"),
    event.getFirstPropertyValue("sequence"),
    event.getFirstPropertyValue("status"),
  ]);
}

for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  let found;
  try {
    found = events(JSON.parse(line));
  } catch (error) {
    found = [[String(error)]];
  }
  console.log(JSON.stringify(found));
}
