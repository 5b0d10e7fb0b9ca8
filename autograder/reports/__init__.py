"""Reports: feedback pages for students, class reports for teaching assistants, tables."""
