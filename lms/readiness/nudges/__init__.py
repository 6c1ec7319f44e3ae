"""What people chose about the letters that the program writes by itself."""
