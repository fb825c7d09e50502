"""Training, exams and certificates: who has learned what, may work on it, and what it changed."""
