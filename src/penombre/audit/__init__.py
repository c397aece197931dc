"""One audit: access logs in, the audit document out, the parts of the house called in their order."""
