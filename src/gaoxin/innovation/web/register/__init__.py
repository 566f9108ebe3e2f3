"""Pages of the innovation register: the officers' with its forms, and what the public may read."""
