# Builds the service: dependencies from the lock (without test and dev), then the two packages.
# The base is an argument, so that any Debian image with Python 3.11 or newer can be used.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY migrations migrations
COPY src src
RUN python -m venv /opt/rotation \
 && /opt/rotation/bin/python -m pip install --require-hashes -r requirements.lock \
 && /opt/rotation/bin/python -m pip install --no-deps --no-build-isolation . \
 && /opt/rotation/bin/python -m compileall -q /opt/rotation/lib

FROM ${BASE}
# Time zones come from the pinned package alone; compiled numerics are cached where we may write.
ENV PATH=/opt/rotation/bin:$PATH \
    PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/lib/rotation/numba \
    ROTATION_DATABASE_URL=sqlite:////var/lib/rotation/rotation.db
RUN useradd --system --uid 10001 --home-dir /var/lib/rotation --create-home rotation
COPY --from=build /opt/rotation /opt/rotation
USER 10001
WORKDIR /var/lib/rotation
VOLUME /var/lib/rotation
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["rotation", "serve", "--host", "0.0.0.0"]
