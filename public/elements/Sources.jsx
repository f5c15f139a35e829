export default function Sources() {
  const { title, facts, citations, records = [], texts } = props; // kept messages have no records
  const quotes = (cited, head) =>
    cited.length > 0 ? (
      <>
        <p className="st-head">{head}</p>
        <ul className="st-rows">
          {cited.map((citation, index) => (
            <li key={index}>
              <figure className="st-quote">
                <blockquote dir="auto">{citation.quote}</blockquote>
                <figcaption>
                  {citation.kind} <span className="st-ref">{citation.ref}</span>
                </figcaption>
              </figure>
            </li>
          ))}
        </ul>
      </>
    ) : null;
  return (
    <div className="st-card st-sources">
      <details>
        <summary>{title}</summary>
        {facts.length > 0 ? <p className="st-head">{texts.figures}</p> : null}
        {facts.length > 0 ? (
          <ul className="st-rows">
            {facts.map((fact) => (
              <li key={fact.id} className="st-fact">
                <details>
                  <summary>
                    <span className="st-value">{fact.value}</span>
                    <span className="st-brief" dir="auto">{fact.sentence || fact.label}</span>
                  </summary>
                  <div className="st-body">
                    {fact.sentence ? <div dir="auto">{fact.sentence}</div> : null}
                    {fact.period ? <div>{texts.period}: {fact.period}</div> : null}
                    <div>{texts.source}: {fact.where} <span className="st-ref">{fact.source}</span></div>
                  </div>
                </details>
              </li>
            ))}
          </ul>
        ) : null}
        {quotes(citations, texts.papers)}
        {quotes(records, texts.records)}
      </details>
    </div>
  );
}
