"""Reading land: the book of rules, the map, the ledgers, one parcel, and what fits a need."""
