"""From bytes to facts."""
