"""Sandboxed, warm, GPU-enabled Jupyter kernels."""
