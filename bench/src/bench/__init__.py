"""The workloads, the peers and the limit, measured side by side."""
