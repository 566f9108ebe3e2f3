"""gaoxin (高新): the open operating platform of an industrial high-tech zone."""

__version__ = "0.1.0"
