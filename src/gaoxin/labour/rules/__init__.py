"""Pure rules of labour: neither Django nor a database."""
