"""What the tests stand on: private servers, fixtures, builders and waiting for facts."""
