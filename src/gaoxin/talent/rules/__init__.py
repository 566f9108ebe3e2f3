"""Pure rules of talent: what the law bars, who goes where, what will be missing, how the council decides."""
