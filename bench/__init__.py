"""Benchmarks: side by side in one run, told as ratios, since machines are shared and noisy."""
