"""The office's own images and videos: judged apart from the server, kept in the data folder, never trusted."""
