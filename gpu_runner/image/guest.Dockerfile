# The last layer: the program that forks kernels, on top of the packages.
ARG PACKAGES
FROM ${PACKAGES}
COPY guest/ /opt/gpu_runner/
ENTRYPOINT ["/opt/venv/bin/python", "-I", "/opt/gpu_runner/warm.py"]
