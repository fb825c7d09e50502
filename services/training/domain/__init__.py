"""The rules of courses, exams, certificates and of what is learned from them."""
