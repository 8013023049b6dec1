"""Who should meet? Participants and a timetable without clashes."""
