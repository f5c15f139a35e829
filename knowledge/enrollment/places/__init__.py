"""Places that events and messages go to, by setting; each adapter keeps to `enrollment.ports`."""
