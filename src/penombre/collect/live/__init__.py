"""What comes in live: events of the script, clicks on short links, the scripts themselves."""
