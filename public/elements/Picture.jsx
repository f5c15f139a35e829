export default function Picture() {
  const { title, alt, svg, source } = props;
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
