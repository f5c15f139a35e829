"""Cases: what a person hands on to support, with the facts of that moment, and their queue."""
