"""What a project file says of itself: its kind, its stage, who answers for it, what it adds to the zone's investment."""
