import { useState } from "react";

export default function Picture() {
  const { title, later, texts } = props;
  const [loaded, setLoaded] = useState(later ? null : props);
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);

  const load = async () => {
    setBusy(true);
    try {
      const { response } = await callAction({ name: "show_picture", payload: { picture: later } });
      if (response) setLoaded(response);
      else setTold(texts.gone);
    } catch {
      setTold(texts.offline);
    } finally {
      setBusy(false);
    }
  };
  if (!loaded) {
    return (
      <div className="st-card st-picture">
        <p className="st-note" dir="auto">{title}</p>
        <button type="button" className="st-wide" disabled={busy} onClick={load}>{texts.show}</button>
        <p className="st-note" role="status">{told}</p>
      </div>
    );
  }
  const { alt, svg, source } = loaded;
  return (
    <figure className="st-card st-picture">
      {svg ? (
        // Drawn by Shelftalk's own code, never by a model or a paper; inline, so that it takes the page's colors.
        <div role="img" aria-label={alt} dangerouslySetInnerHTML={{ __html: svg }} />
      ) : (
        <img src={source} alt={alt} loading="lazy" />
      )}
      <figcaption dir="auto">{title}</figcaption>
    </figure>
  );
}
