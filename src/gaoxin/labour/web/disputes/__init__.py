"""Pages of the tribunal: a claim on a phone, the file as both sides follow it, the desk of registry and arbitrators."""
