import { useRef, useState } from "react";

export default function SignUp() {
  const { draft, card, rows, steps, agreed, missing, texts, outlet, language } = props;
  const [edited, setEdited] = useState({});
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [strokes, setStrokes] = useState([]);
  const drawing = useRef(false);

  const tap = async (name, label, more) => {
    if (busy) return;
    setBusy(true);
    setFailed(false);
    try {
      const call = { name, arguments: { draft, ...more } };
      await callAction({ name: "tap", payload: { name, label, outlet, arguments: {}, call } });
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };

  const point = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const across = Math.round(((event.clientX - box.left) / box.width) * 300);
    const down = Math.round(((event.clientY - box.top) / box.height) * 120);
    return [Math.min(300, Math.max(0, across)), Math.min(120, Math.max(0, down))];
  };
  const begin = (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = true;
    setStrokes([...strokes, [point(event)]]);
  };
  const move = (event) => {
    if (!drawing.current) return;
    setStrokes([...strokes.slice(0, -1), [...strokes[strokes.length - 1], point(event)]]);
  };
  const end = () => {
    drawing.current = false;
  };
  const path = strokes
    .filter((stroke) => stroke.length > 1)
    .map((stroke) => stroke.map(([x, y], n) => `${n ? "L" : "M"} ${x} ${y}`).join(" "))
    .join(" ");
  const changes = Object.fromEntries(Object.entries(edited).filter(([, value]) => value.trim()));

  return (
    <div className="st-card st-signup">
      {rows.filter((row) => row.editable).map((row) => (
        <label key={row.key} className="st-field">
          <span>{row.label}</span>
          {row.key === "target" ? (
            <select
              value={edited.target ?? ""}
              onChange={(event) => setEdited({ ...edited, target: event.target.value })}
            >
              <option value="">{row.value}</option>
              {steps.map((step) => (
                <option key={step.name} value={step.name}>{step.label}</option>
              ))}
            </select>
          ) : (
            <input
              dir="auto"
              type={row.key === "phone" ? "tel" : "text"}
              value={edited[row.key] ?? ""}
              placeholder={row.value}
              onChange={(event) => setEdited({ ...edited, [row.key]: event.target.value })}
            />
          )}
        </label>
      ))}
      {Object.keys(changes).length > 0 ? (
        <button type="button" className="st-wide" disabled={busy} onClick={() => tap("correct_signup", texts.correct, changes)}>
          {texts.correct}
        </button>
      ) : null}
      {!agreed && missing.length === 0 ? (
        <div className="st-sign">
          <p className="st-note">{texts.sign}</p>
          <svg
            viewBox="0 0 300 120"
            role="img"
            aria-label={texts.sign}
            lang={language}
            onPointerDown={begin}
            onPointerMove={move}
            onPointerUp={end}
            onPointerCancel={end}
          >
            <path d={path} fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
          <div className="st-sign-row">
            <button type="button" className="st-wide" disabled={busy || !strokes.length} onClick={() => setStrokes([])}>
              {texts.clear}
            </button>
            <button
              type="button"
              className="st-wide"
              disabled={busy || path.length < 40}
              onClick={() => tap("give_consent", texts.agree, { card, method: "signature", strokes: path })}
            >
              {texts.agree}
            </button>
          </div>
        </div>
      ) : null}
      {failed ? <p className="st-error" role="alert">{texts.offline}</p> : null}
    </div>
  );
}
