"""What tests stand on: other people's servers, started for a test run."""
