"""Construction progress without a database: works and weights, roll-up, network plan, earned value, curve and drawings."""
