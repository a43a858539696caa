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
  const notice = document.getElementById("said");
  if (notice && !notice.hidden) announce(notice.textContent.trim());
});

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
