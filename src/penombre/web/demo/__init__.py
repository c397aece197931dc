"""The demo site: a small invented newspaper that is measured, and visitors to send to it. Off unless asked for."""
