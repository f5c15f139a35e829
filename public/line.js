// The line on a phone comes and goes: a draft stays, what is sent is sent once, a tap is done once.
(() => {
  const OUTBOX = "shelftalk-outbox";
  const DRAFT = "shelftalk-draft";
  const OWNER = "shelftalk-owner";
  const HEARD = 6000; // ms until silence is taken for a line that is gone
  const say = (key) => window.shelftalkSay(key);

  const read = (name, otherwise) => {
    try {
      return JSON.parse(window.localStorage.getItem(name)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (name, value) => {
    try {
      if (value === undefined) window.localStorage.removeItem(name);
      else window.localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // private mode without storage: the line then works as long as the page is open
    }
  };

  // The web socket first: asking by HTTP costs three round trips more. Chainlit falls back by itself.
  window.transports = ["websocket", "polling"];

  let socket = null;
  let ready = false; // connected, and the server has sent what was missed
  let readiers = [];
  let outbox = read(OUTBOX, []);
  const whenReady = () => (ready ? Promise.resolve() : new Promise((done) => readiers.push(done)));
  const keepOutbox = () => {
    write(OUTBOX, outbox.length ? outbox : undefined);
    draw();
  };

  // ---- whose phone is it ----
  const forget = () => {
    outbox = [];
    for (const name of [OUTBOX, DRAFT, OWNER]) write(name, undefined);
    window.shelftalkSeen?.clear();
    draw();
  };
  const owned = (user) => {
    const owner = read(OWNER, null);
    if (owner && owner !== user) forget();
    write(OWNER, user);
  };

  // ---- what is typed ----
  const thread = () => window.location.pathname.match(/^\/thread\/([\w-]+)/)?.[1] ?? null;
  const post = (item) => {
    if (!ready || item.going) return;
    item.going = true;
    const payload = { message: item.message, fileReferences: item.files, again: item.tried };
    item.tried = true;
    socket.timeout(HEARD).emit("shelftalk_message", payload, (error, heard) => {
      item.going = false;
      if (!error && heard?.taken) {
        outbox = outbox.filter((one) => one.message.id !== item.message.id);
        keepOutbox();
      } else if (ready) {
        check();
      }
    });
  };
  const flush = () => {
    for (const item of outbox) post(item);
  };
  const take = (message, files, tried) => {
    outbox.push({ message, files, tried, thread: thread() });
    write(DRAFT, undefined);
    keepOutbox();
    flush();
  };

  const field = () => document.querySelector("#chat-input");
  const fill = (box, text) => {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const later = () => {
    const box = field();
    const text = box?.value.trim();
    if (!text) return;
    const message = {
      threadId: "",
      id: crypto.randomUUID?.() ?? uuid(),
      name: read(OWNER, "User"),
      type: "user_message",
      output: text,
      createdAt: new Date().toISOString(),
      metadata: { location: window.location.href },
    };
    fill(box, "");
    take(message, [], true); // not on the screen yet: the server shows it when it has it
  };
  const uuid = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );
  document.addEventListener(
    "keydown",
    (event) => {
      const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (!sends || ready || !socket || event.target !== field()) return;
      event.preventDefault();
      event.stopPropagation();
      later();
    },
    true,
  );

  // ---- the draft ----
  let filled = null; // Chainlit makes its field anew when a conversation begins
  document.addEventListener("input", (event) => {
    if (event.target.id !== "chat-input") return;
    write(DRAFT, event.target.value || undefined);
    draw();
  });
  const restore = () => {
    const box = document.getElementById("chat-input");
    if (!box || box === filled) return;
    filled = box;
    window.setTimeout(() => {
      const draft = read(DRAFT, "");
      if (draft && !box.value) fill(box, draft);
    });
  };

  // ---- the bar ----
  let bar = null;
  let out = false; // said only after a moment: most gaps are shorter
  const part = (tag, name, text) => {
    const made = document.createElement(tag);
    made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  const button = (text, act) => {
    const made = part("button", "st-line-button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const draw = () => {
    const waiting = outbox.filter((item) => !item.going || out);
    const shown = out || (waiting.length > 0 && !ready && socket);
    if (!shown) {
      bar?.remove();
      bar = null;
      return;
    }
    if (!bar) {
      bar = part("div", "st-line");
      bar.setAttribute("role", "status");
      document.body.append(bar);
    }
    const parts = [part("p", "st-line-said", say("off"))];
    for (const item of waiting) {
      const row = part("p", "st-line-row");
      const text = part("span", "st-line-text", item.message.output);
      text.dir = "auto";
      const drop = button(say("drop"), () => {
        outbox = outbox.filter((one) => one !== item);
        keepOutbox();
      });
      row.append(part("span", "st-line-waits", say("waiting")), text, ...(item.tried ? [drop] : []));
      parts.push(row);
    }
    const row = part("p", "st-line-row");
    if (field()?.value.trim()) row.append(button(say("keep"), later));
    const link = part("a", "st-line-button", say("seen"));
    link.href = "/public/offline.html";
    row.append(link);
    bar.replaceChildren(...parts, row);
  };
  let telling = null;
  const gone = () => {
    ready = false;
    telling ??= window.setTimeout(() => {
      out = true;
      draw();
    }, 1500);
  };
  // The server is of another version than this page: its elements and ours may not fit.
  const newer = (version) => {
    const ours = document.querySelector('meta[name="shelftalk-version"]')?.content;
    if (!ours || !version || ours === version) return false;
    try {
      if (window.sessionStorage.getItem("shelftalk-version") === version) return false;
      window.sessionStorage.setItem("shelftalk-version", version);
    } catch {
      return false;
    }
    const reload = () => window.location.reload();
    (window.caches?.delete("shelftalk-shell") ?? Promise.resolve()).then(reload, reload);
    return true;
  };
  const back = (user, version) => {
    owned(user);
    if (newer(version)) return;
    window.clearTimeout(telling);
    telling = null;
    out = false;
    ready = true;
    if (socket.auth) socket.auth.shown = true;
    for (const done of readiers.splice(0)) done();
    const elsewhere = outbox.find((item) => item.thread && item.thread !== thread() && !item.moved);
    if (elsewhere) {
      elsewhere.moved = true; // once: a conversation that is gone must not call for ever
      keepOutbox();
      window.location.replace(`/thread/${elsewhere.thread}`);
      return;
    }
    flush();
    draw();
  };

  // ---- is it still there ----
  let checking = false;
  const check = () => {
    if (!ready || checking) return;
    checking = true;
    const asked = socket;
    asked.timeout(HEARD).emit("shelftalk_there", (error) => {
      checking = false;
      if (error && asked === socket && asked.connected) asked.io.engine?.close();
    });
  };
  window.addEventListener("online", () => {
    check();
    if (socket && !socket.connected) socket.connect();
  });
  window.addEventListener("offline", () => {
    if (socket?.connected) socket.io.engine?.close();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") check();
  });

  // Chainlit's script hands over every socket it makes (assistant/chat/page.py).
  window.shelftalkLine = (made) => {
    socket = made;
    ready = false;
    const emit = made.emit.bind(made);
    made.emit = (event, ...given) => {
      if (event !== "client_message") return emit(event, ...given);
      take(given[0].message, given[0].fileReferences, false);
      return made;
    };
    made.on("shelftalk_ready", ({ user, version }) => back(user, version));
    made.on("disconnect", gone);
    made.on("connect_error", gone);
    made.onAny((event, data) => window.shelftalkSeen?.note(event, data));
  };
  window.addEventListener("message", (event) => {
    const begun = event.origin === window.location.origin && event.data?.shelftalk?.thread;
    if (begun && socket?.auth && !socket.auth.threadId) socket.auth.threadId = begun;
  });

  // ---- taps, and who is logged in ----
  const ask = window.fetch.bind(window);
  const tapped = async (address, options) => {
    const headers = new Headers(options.headers);
    headers.set("X-Shelftalk-Tap", crypto.randomUUID?.() ?? uuid());
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await ask(address, { ...options, headers });
        if (answer.status < 500 || tries === 3) return answer;
      } catch (error) {
        if (tries === 3) throw error;
        check();
      }
      await new Promise((done) => window.setTimeout(done, 500));
      const given = await Promise.race([
        whenReady().then(() => true),
        new Promise((done) => window.setTimeout(done, 120_000, false)),
      ]);
      if (!given) throw new TypeError("no connection");
    }
  };
  window.fetch = async (address, options) => {
    const path = new URL(address?.url ?? address, window.location.href).pathname;
    const method = options?.method ?? "GET";
    if (method === "POST" && path === "/project/action") return tapped(address, options);
    if (method === "POST" && path === "/set-session-cookie") {
      ask(address, options).catch(() => {}); // for a balancer in front; nobody has to wait for it
      return new Response("{}", { headers: { "Content-Type": "application/json" } });
    }
    if (path === "/logout") forget();
    if (path === "/user") return who(address, options);
    return ask(address, options);
  };
  // Asked while Chainlit's script is still being read, which takes a phone as long as the answer.
  const asking = { credentials: "include", signal: AbortSignal.timeout?.(20_000) };
  let early = ask("/user", asking);
  early.catch(() => {});
  // Without an answer Chainlit would show the login form, to a person who is logged in.
  const who = async (address, options) => {
    try {
      const begun = early ?? ask(address, { ...options, signal: AbortSignal.timeout?.(20_000) });
      early = null;
      const answer = await begun;
      if (answer.ok) owned((await answer.clone().json()).identifier);
      if (answer.status === 401) window.shelftalkSeen?.clear();
      return answer;
    } catch (error) {
      if (socket) {
        await whenReady(); // the chat is open: it stays, and is asked for again
        return who(address, options);
      }
      if (!read(OWNER, null)) throw error;
      window.location.replace("/public/offline.html");
      return new Promise(() => {}); // an error would send Chainlit to the login form meanwhile
    }
  };

  const everywhere = { childList: true, subtree: true };
  new MutationObserver(restore).observe(document.documentElement, everywhere);

  // ---- the shell ----
  const worker = navigator.serviceWorker;
  if (worker && !worker.controller) {
    // What this page read before the worker was there is read once more, through it, to be kept.
    worker.addEventListener("controllerchange", () => {
      const language = navigator.language || "en-US";
      for (const path of ["translations", "settings"]) {
        ask(`/project/${path}?language=${language}`, { credentials: "include" }).catch(() => {});
      }
    });
  }
  if (worker) {
    window.addEventListener("load", () => worker.register("/sw.js").catch(() => {}));
  }
})();
