"""One module per `make bench-NAME`; each prints one JSON object as its last line."""
