import { useState } from "react";

export default function Share() {
  const { text, texts } = props;
  const [told, setTold] = useState("");

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setTold(texts.copied);
    } catch {
      setTold(texts.by_hand); // no secure page, or not allowed: the text can be held and copied
    }
  };
  const share = async () => {
    try {
      await navigator.share({ text });
    } catch {
      setTold(""); // closed again without sending
    }
  };

  return (
    <details className="st-card st-share">
      <summary>{texts.title}</summary>
      <pre dir="auto" tabIndex={0} aria-label={texts.title}>{text}</pre>
      {navigator.share ? (
        <button type="button" className="st-wide" onClick={share}>{texts.share}</button>
      ) : null}
      <button type="button" className="st-wide" onClick={copy}>{texts.copy}</button>
      <p className="st-note" role="status">{told}</p>
    </details>
  );
}
