// Lets the page on which a clerk captures a session open again without a connection: it answers from the copy of the last
// visit when the portal does not. Its address gives it that one page and the files of that page; input-outbox.js throws
// the copies away when somebody signs out or somebody else signs in.
const PAGES = "ros-portaal:pages";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  try {
    const response = await fetch(request);
    if (response.status < 500) return response;
    return (await kept(request)) ?? response;
  } catch (error) {
    const copy = await kept(request);
    if (copy) return copy;
    throw error;
  }
}

async function kept(request) {
  const pages = await caches.open(PAGES);
  return pages.match(request, { ignoreVary: true });
}
