"""Acts on land: the boundary, parcels and their import, the ledgers, agreements and results, plans."""
