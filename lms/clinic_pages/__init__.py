"""What a clinic writes for its own people, beside the course and untouched by it."""
