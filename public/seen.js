// What a rep has seen stays readable without a line: the last route, stories, terms and shops.
// It lies in this phone's cache and belongs to who is logged in: another login or a logout clears it.
(() => {
  const STORE = "shelftalk-seen";
  const PLACE = "/seen.json";
  const MOST = 40;
  const DAYS = 7;
  const KINDS = {
    selling_story: "story",
    program_qa: "terms",
    program_list: "terms",
    outlet_brief: "shop",
  };

  let work = Promise.resolve();
  const empty = () => ({ route: null, items: [] });
  const read = async () => {
    const kept = await (await caches.open(STORE)).match(PLACE);
    return kept ? kept.json() : empty();
  };
  const change = (act) => {
    if (!window.caches) return; // not a secure page: nothing is kept
    work = work
      .then(async () => {
        const seen = await read();
        act(seen);
        const young = Date.now() - DAYS * 86_400_000;
        seen.items = seen.items.filter((item) => item.at > young).slice(-MOST);
        const headers = { "Content-Type": "application/json" };
        await (await caches.open(STORE)).put(PLACE, new Response(JSON.stringify(seen), { headers }));
      })
      .catch(() => {}); // no room, or not allowed: the chat goes on without
  };

  const told = (seen, step) => {
    if (step.type !== "assistant_message" || !step.output) return;
    const kind = (step.metadata?.tools ?? []).map((tool) => KINDS[tool]).find(Boolean);
    if (!kind) return;
    const known = seen.items.find((item) => item.id === step.id);
    const at = Date.parse(step.createdAt) || Date.now();
    const item = { quotes: [], ...known, id: step.id, kind, text: step.output, at };
    seen.items = [...seen.items.filter((one) => one !== known), item];
  };
  const shown = (seen, element, at) => {
    if (element.name === "Route" && element.props?.numbered) {
      const rows = element.props.rows.map(({ outlet, name, why }) => ({ outlet, name, why }));
      if (!seen.route || at >= seen.route.at) seen.route = { rows, at };
    }
    const item = element.name === "Sources" && seen.items.find((one) => one.id === element.forId);
    if (item) item.quotes = (element.props?.citations ?? []).map(({ quote, ref }) => ({ quote, ref }));
  };

  window.shelftalkSeen = {
    read,
    note: (event, data) => {
      if (event === "new_message") change((seen) => told(seen, data));
      if (event === "element") change((seen) => shown(seen, data, Date.now()));
      if (event === "resume_thread") {
        change((seen) => {
          const at = new Map(data.steps.map((step) => [step.id, Date.parse(step.createdAt)]));
          for (const step of data.steps) told(seen, step);
          for (const part of data.elements ?? []) shown(seen, part, at.get(part.forId) || 0);
        });
      }
    },
    clear: () => {
      if (!window.caches) return;
      work = work.then(() => Promise.all([caches.delete(STORE), caches.delete("shelftalk-own")]));
    },
  };
})();
