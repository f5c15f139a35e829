import { useState } from "react";

export default function Route() {
  const { rows, page, numbered, texts } = props;
  const [query, setQuery] = useState("");
  const [shown, setShown] = useState(page);
  const [busy, setBusy] = useState("");
  const [failed, setFailed] = useState(false);

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = plain(query.trim());
  const hits = wanted ? rows.filter((row) => plain(`${row.name} ${row.outlet}`).includes(wanted)) : rows;
  const visible = hits.slice(0, shown);
  const rest = Math.min(hits.length - visible.length, page);

  const act = async (name, key, payload) => {
    if (busy) return;
    setBusy(key);
    setFailed(false);
    try {
      await callAction({ name, payload });
    } catch {
      setFailed(true);
    } finally {
      setBusy("");
    }
  };

  return (
    <div className="st-card st-route">
      {numbered && rows.length > 0 ? (
        <input
          className="st-find"
          type="search"
          value={query}
          placeholder={texts.find}
          aria-label={texts.find}
          onChange={(event) => setQuery(event.target.value)}
        />
      ) : null}
      {visible.length > 0 ? (
        <ol className="st-rows">
          {visible.map((row) => (
            <li key={row.outlet}>
              <button
                type="button"
                className="st-row"
                disabled={Boolean(busy)}
                aria-label={`${texts.open.replace("{shop}", row.name)}. ${row.why}`}
                onClick={() => act("open_shop", row.outlet, { outlet: row.outlet, name: row.name })}
              >
                {numbered ? <span className="st-number">{rows.indexOf(row) + 1}</span> : <span />}
                <span>
                  <span className="st-name" dir="auto">{row.name}</span>
                  <span className={row.alert ? "st-why st-alert" : "st-why"}>{row.why}</span>
                </span>
                {row.class ? <span className="st-class">{row.class}</span> : <span />}
              </button>
            </li>
          ))}
        </ol>
      ) : null}
      {wanted && hits.length === 0 ? <p className="st-note">{texts.none}</p> : null}
      {rest > 0 ? (
        <button type="button" className="st-wide" onClick={() => setShown(shown + page)}>
          {texts.more.replace("{count}", rest)}
        </button>
      ) : null}
      {wanted.length > 1 ? (
        <button
          type="button"
          className="st-wide"
          disabled={Boolean(busy)}
          onClick={() => act("find_shop", "find", { query: query.trim() })}
        >
          {texts.everywhere.replace("{query}", query.trim())}
        </button>
      ) : null}
      {failed ? <p className="st-error" role="alert">{texts.offline}</p> : null}
    </div>
  );
}
