"""One kind of check per file; each adds findings and stops nothing."""
