"""Signing a shop up: a model may propose it, only a person's tap writes it."""
