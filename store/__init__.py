"""Where things are kept: settings, folders, catalogue, library."""
