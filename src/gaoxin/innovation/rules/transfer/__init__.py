"""Transfer of technology: what suits whom, stable matching of both sides, agreements and deals."""
