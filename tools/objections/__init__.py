"""What to say when a shopkeeper objects: the approved answer, on this shop's facts."""
