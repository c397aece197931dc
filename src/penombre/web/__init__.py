"""What people see of a running server: the API and the pages, behind the edge."""
