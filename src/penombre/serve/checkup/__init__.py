"""What `penombre doctor` looks at: facts of the machine and the data folder, and what they say about collecting."""
