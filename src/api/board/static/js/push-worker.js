// Shows what is sent to this device, and opens the page it is about. It keeps and fetches nothing.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    told = {};
  }
  const options = {
    body: String(told.body || ""),
    tag: String(told.tag || "rotation"),
    lang: String(told.language || ""),
    data: { url: String(told.url || "/me/shifts") },
  };
  event.waitUntil(self.registration.showNotification(String(told.title || "Rotation"), options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data.url, self.location.origin);
  if (wanted.origin !== self.location.origin) return;
  event.waitUntil(self.clients.openWindow(wanted.href));
});
