"""Checks on the way in and on the way out: one per file. One that cannot run blocks."""
