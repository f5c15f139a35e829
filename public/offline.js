// Without a line: what this phone has kept of what its user has seen, each with its time.
(async () => {
  const read = (name) => {
    try {
      return window.localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const language = read("shelftalk-language") || navigator.language || "en";
  document.documentElement.lang = language;
  document.documentElement.dir = /^(ar|fa|he|ur)\b/.test(language) ? "rtl" : "ltr";
  const say = (key) => window.shelftalkSay(key, language);
  const clock = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

  const part = (tag, text, ...inside) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    made.append(...inside);
    return made;
  };
  const when = (at) => {
    const made = part("time", clock.format(at));
    made.dateTime = new Date(at).toISOString();
    return made;
  };
  // Our own replies are paragraphs, lists and bold words; anything else stays as it is written.
  const plain = (line) => line.replace(/^#+\s*/, "").replace(/^[-*]\s+/, "• ").trim();
  const line = (text) => {
    const made = document.createElement("p");
    made.dir = "auto";
    plain(text)
      .split("**")
      .forEach((piece, at) => made.append(at % 2 ? part("b", piece) : piece));
    return made;
  };
  const item = ({ text, at, quotes }) => {
    const lines = text.split("\n").filter((one) => one.trim());
    const head = part("span", plain(lines[0]).replaceAll("**", "").slice(0, 90));
    head.dir = "auto";
    const body = part("div", "", ...lines.map(line));
    body.className = "text";
    for (const { quote } of quotes ?? []) {
      const cited = part("blockquote", quote);
      cited.dir = "auto";
      body.append(cited);
    }
    return part("details", "", part("summary", "", head, when(at)), body);
  };

  const seen = window.caches ? await window.shelftalkSeen.read().catch(() => null) : null;
  const main = document.getElementById("seen");
  const intro = part("p", say("kept"));
  intro.className = "dim";
  const open = part("a", say("open"));
  open.className = "open";
  open.href = "/";
  main.append(part("h1", say("seen")), intro, open);
  if (seen?.route?.rows.length) {
    const rows = seen.route.rows.map(({ name, why }) => {
      const told = part("span", why);
      told.className = "dim";
      for (const one of [told]) one.dir = "auto";
      return part("li", "", part("b", name), told);
    });
    main.append(part("h2", say("route")), when(seen.route.at), part("ol", "", ...rows));
  }
  for (const kind of ["story", "terms", "shop"]) {
    const items = (seen?.items ?? []).filter((one) => one.kind === kind).reverse();
    if (items.length) main.append(part("h2", say(kind)), ...items.map(item));
  }
  if (!seen?.route && !seen?.items.length) main.append(part("p", say("none")));

  // Something waits to be sent: back to the chat as soon as the server answers.
  const look = async () => {
    if (read("shelftalk-outbox")) {
      const there = await fetch("/health", { cache: "no-store" }).catch(() => null);
      if (there?.ok) window.location.replace("/");
    }
    window.setTimeout(look, 4000);
  };
  look();
})();
