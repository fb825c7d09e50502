"""What is asked about the people of the centre, one question a file."""
