"""Questions that hang together over several records, answered with the path."""
