"""Benchmarks against floors and peers that run beside us, on the same machine, in the same minutes.

Not part of the product: `./gaoxin bench NAME` runs it in an environment of its own, made from `bench/requirements.lock`.
"""
