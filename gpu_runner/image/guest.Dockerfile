# The last layer: the program that forks kernels, on top of the packages.
ARG PACKAGES
FROM ${PACKAGES}
COPY gpu_runner/ /opt/venv/lib/python3.11/site-packages/gpu_runner/
ENTRYPOINT ["/opt/venv/bin/python", "-P", "-m", "gpu_runner.guest.warm"]
