"""The interface for programs: `/api/v1`, described by `/api/openapi.json`, opened with keys."""
