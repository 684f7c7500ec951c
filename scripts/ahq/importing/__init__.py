"""From a compilation to drafts that a person reads."""
