"""Judges of pictures and clips: small classifiers of the drawn world, apart from everything that makes pictures."""
