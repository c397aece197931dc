"""What should be done about what is found: so far, what somebody should be told at once."""
