"""Practice before the call: a shopkeeper who stays one, and a score that code decides."""
