"""What is left out and why: bots, previews, scanners, prefetches; what remains are visits by people."""
