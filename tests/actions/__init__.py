"""What a person can ask for, one transaction each."""
