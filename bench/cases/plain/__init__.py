"""A bare state machine on Django's ORM: a case row and an event row a step, nothing else."""
