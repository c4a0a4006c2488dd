"""The service: REST, streaming, jobs, feedback, MCP. Nothing here is global; see `web.app`."""
