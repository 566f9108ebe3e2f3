"""Acts on stations, grants, tasks of the IP pilot park and awards: one act, one transaction, one row of the log."""
