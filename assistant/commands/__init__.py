"""The command line by subject; `assistant.cli` is the entry and has the daily ones."""
