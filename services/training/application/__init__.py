"""What can be done with needs, courses, sessions, exams and certificates."""
