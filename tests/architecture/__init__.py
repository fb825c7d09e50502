"""Rules that hold for every service and every file, now and later."""
