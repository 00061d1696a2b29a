"""The starter text-to-image pack: networks with upstream key names, and their training."""
