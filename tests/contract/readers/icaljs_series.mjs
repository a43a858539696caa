// The dates of series as ical.js finds them: `node icaljs_series.mjs FILE`, in a folder that has
// ical.js installed, reads {"text", "until"} a line and prints the starts by the wall clock.

import { createInterface } from "node:readline";
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(`${process.cwd()}/`).resolve("ical.js");
const { default: ICAL } = await import(pathToFileURL(installed));

function starts({ text, until }) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const own = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const found = [];
  for (const event of own.filter((each) => !each.isRecurrenceException())) {
    own.filter((each) => each.isRecurrenceException() && each.uid === event.uid)
      .forEach((each) => event.relateException(each));
    const dates = event.iterator();
    for (let date = dates.next(); date && date.toString() < until; date = dates.next()) {
      const { item, startDate } = event.getOccurrenceDetails(date);
      if (item.component.getFirstPropertyValue("status") !== "CANCELLED")
        found.push(startDate.toString().slice(0, 16));
    }
  }
  return found.sort();
}

for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  let found;
  try {
    found = starts(JSON.parse(line));
  } catch (error) {
    found = [String(error)];
  }
  console.log(JSON.stringify(found));
}
