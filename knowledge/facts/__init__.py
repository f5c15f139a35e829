"""What may be said of a shop: facts with their sources, and the proof of each."""
