"""Pages of officers: worklist, case, acts, seals, supervision. They ask services and print what these answer."""
