"""Reading harmony: warnings, desks, coordinators, self-checks."""
