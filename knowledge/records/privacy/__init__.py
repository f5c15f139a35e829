"""Owners' data: its keys changed, shown to the owner, erased."""
