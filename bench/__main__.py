"""`make bench`: every benchmark, one after the other."""

import bench.audit
import bench.hostile
import bench.identify
import bench.worlds

for benchmark in (bench.identify, bench.hostile, bench.worlds, bench.audit):
    benchmark.main([])
