// What every page does beyond plain forms and links: says when nothing can be saved, opens the
// sheet beside the board, goes on signed in. Sentences come from the page.
const live = document.getElementById("live");
const offline = document.getElementById("offline");

function announce(text) {
  if (live && text) live.textContent = text;
}

document.addEventListener("rotation:say", (event) => announce(event.detail));

function connection() {
  if (offline) offline.hidden = navigator.onLine;
}
addEventListener("online", connection);
addEventListener("offline", connection);
connection();

// What stands on a page of yesterday (today's column, who is on duty) may be wrong by now.
const aged = document.getElementById("aged");
let opened = new Date().toDateString();
function age() {
  if (!aged || aged.hidden === (new Date().toDateString() === opened)) return;
  aged.hidden = !aged.hidden;
  if (!aged.hidden) announce(aged.textContent.trim());
}
setInterval(age, 60000);
document.addEventListener("visibilitychange", age);

document.addEventListener("htmx:error", () => {
  const words = document.getElementById("not-saved");
  const notice = document.getElementById("said");
  if (!words || !notice) return;
  notice.hidden = false;
  notice.classList.add("bad");
  notice.querySelector("span").textContent = words.content.textContent;
  announce(words.content.textContent);
});

document.addEventListener("htmx:after:swap", () => {
  opened = new Date().toDateString();
  age();
  const notice = document.getElementById("said");
  if (notice && !notice.hidden) announce(notice.textContent.trim());
});

// The week before and after, unless somebody writes or has switched letters off.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || document.documentElement.dataset.letters === "off") return;
  if (event.target.closest?.("input, select, textarea, dialog")) return;
  const where = { "[": "prev", "]": "next" }[event.key];
  if (where) document.querySelector(`a[rel=${where}]`)?.click();
});

// On a phone the tabs are one line that scrolls: the one that is open is in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

const sign = document.getElementById("sign-in");
if (sign) sign.focus();

for (const each of document.querySelectorAll("[data-submit-on-change]")) {
  each.addEventListener("change", () => each.form.requestSubmit());
}

for (const each of document.querySelectorAll("[data-print]")) {
  each.hidden = false;
  each.addEventListener("click", () => print());
}
for (const each of document.querySelectorAll("[data-copy]")) {
  each.hidden = false;
  each.addEventListener("click", () => navigator.clipboard.writeText(each.dataset.copy).then(() => announce(each.dataset.said)));
}

// A run that has ended shows its result by itself.
document.addEventListener("htmx:sse:close", (event) => {
  if (event.detail && event.detail.reason === "message") location.reload();
});
