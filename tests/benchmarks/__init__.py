"""What `make bench` measures: each figure beside a peer or a ceiling of the same run."""
