"""Signing a shop up: one write, once, by a person, with a consent that can be proved."""
