// Messages on this device: asks the browser for a subscription and sends it with the form. Without
// support, or when messages are blocked, the sentence below the form stays.
const form = document.getElementById("push");
const button = document.getElementById("push-on");
const missing = document.getElementById("push-missing");
const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

async function subscription() {
  if ((await Notification.requestPermission()) !== "granted") return null;
  await navigator.serviceWorker.register("/push-worker.js");
  const registration = await navigator.serviceWorker.ready;
  const answer = await fetch("/me/devices/key", { method: "POST" });
  if (!answer.ok) return null;
  const applicationServerKey = bytes(await answer.text());
  const before = await registration.pushManager.getSubscription();
  if (before) await before.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

async function turnOn() {
  button.disabled = true;
  const found = await subscription().catch(() => null);
  button.disabled = false;
  if (!found) {
    missing.hidden = false;
    return;
  }
  const { endpoint, keys } = found.toJSON();
  form.elements.endpoint.value = endpoint;
  form.elements.p256dh.value = keys.p256dh;
  form.elements.auth.value = keys.auth;
  form.submit();
}

if (form && can && Notification.permission !== "denied") {
  form.hidden = false;
  missing.hidden = true;
  button.addEventListener("click", turnOn);
}
