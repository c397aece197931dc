"""`make bench`: every benchmark, one after the other."""

from bench import audit, hostile, identify, worlds

for benchmark in (identify, hostile, worlds, audit):
    benchmark.main([])
