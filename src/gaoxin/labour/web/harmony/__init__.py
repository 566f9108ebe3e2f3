"""Pages of harmony: the officers' desk, a firm's self-check, booking on a phone."""
