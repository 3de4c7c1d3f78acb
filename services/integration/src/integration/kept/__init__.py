"""Raw rows of sources that push or send files, and how they are read."""
