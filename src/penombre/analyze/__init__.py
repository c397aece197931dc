"""What the counts say: pure functions on arrays, without input or output."""
