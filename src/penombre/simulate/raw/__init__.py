"""A world as the files that collectors and other tools would have made of it, and its truth beside them."""
