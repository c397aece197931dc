"""`make bench`: every benchmark, one after the other."""

import bench.audit
import bench.collect
import bench.collected
import bench.dashboard
import bench.estimate
import bench.hostile
import bench.identify
import bench.worlds

for benchmark in (
    bench.identify,
    bench.hostile,
    bench.worlds,
    bench.estimate,
    bench.collected,
    bench.collect,
    bench.dashboard,
    bench.audit,
):
    benchmark.main([])
