"""Pure rules, no database: items < reforms | materials | clock | routes < cases."""
