"""How far links travel from hand to hand: generation tags, tokens with their parents, audiences, half-lives."""
