"""Pages of 达标自评 readiness: the firm's own on a phone, the officers' list and one firm."""
