// The service worker: the chat's shell comes from this phone, so that a return costs next to nothing;
// without a line there is a page of ours that shows what was seen. Logins, tokens, conversations and
// who somebody is always go through: nothing of them is kept here.
const SHELL = "shelftalk-shell";
const OWN = "shelftalk-own"; // what depends on who is logged in; public/seen.js clears it
const OFFLINE = "/public/offline.html";
const AROUND = [
  OFFLINE,
  "/public/offline.css",
  "/public/offline.js",
  "/auth/config",
  "/favicon",
  "/logo?theme=light",
  "/logo?theme=dark",
  ...["Route", "Picture", "Share", "Sources", "SignUp"].map((name) => `/public/elements/${name}.jsx`),
];
const PAGE = /^\/(?:|login|thread\/[\w-]+)$/;
const STATIC = /^\/(?:public|assets|avatars)\/|^\/(?:favicon|logo|auth\/config|project\/translations)$/;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(stock().catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const stock = async () => {
  const shell = await caches.open(SHELL);
  const page = await fetch("/");
  if (!page.ok) return;
  const named = [...(await page.clone().text()).matchAll(/(?:href|src)="(\/(?:assets|public)\/[^"]+)"/g)];
  const wanted = [...new Set([...AROUND, ...named.map((found) => found[1])])];
  await Promise.all(
    wanted.map(async (address) => {
      const answer = await fetch(address);
      if (answer.ok) await shell.put(address, answer);
    }),
  );
  await shell.put("/", page); // last: a page is kept only with all it names
};

const kept = async (store, request) => {
  const cache = await caches.open(store);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  else if (answer.status === 404 && request.url.includes("/assets/")) await caches.delete(SHELL);
  return answer;
};

const afterThePage = () => new Promise((done) => self.setTimeout(done, 4000));

// The page of another version is not shown twice.
const lookForNews = async (known) => {
  await afterThePage();
  const page = await fetch("/");
  if (page.ok && (await page.text()) !== (await known.text())) {
    await caches.delete(SHELL);
    await stock();
  }
};

const navigate = async (event) => {
  const offline = async () => (await caches.match(OFFLINE)) ?? Response.error();
  if (!self.navigator.onLine) return offline();
  const known = await (await caches.open(SHELL)).match("/");
  if (known) {
    event.waitUntil(lookForNews(known.clone()).catch(() => {}));
    return known;
  }
  return fetch(event.request).catch(offline);
};

const fresh = async (event) => {
  const cache = await caches.open(OWN);
  const known = await cache.match(event.request);
  const ask = async () => {
    const answer = await fetch(event.request);
    if (answer.ok) await cache.put(event.request, answer.clone());
    else await cache.delete(event.request);
    return answer;
  };
  if (!known) return ask();
  event.waitUntil(afterThePage().then(ask).catch(() => {}));
  return known;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(navigate(event));
  else if (STATIC.test(pathname)) event.respondWith(kept(SHELL, request));
  else if (pathname === "/project/settings") event.respondWith(fresh(event));
});
