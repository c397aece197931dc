"""The catalogue of what gives a source away, and its matcher."""
