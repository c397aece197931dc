"""What an access log alone says of the dark share: bounds, link previews, what is left and its spread."""
