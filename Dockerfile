# One image for the web, the task worker and every command. docs/operations.md says how it is run.
FROM python:3.13-slim-trixie AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
    --only-binary=:all: -r requirements.txt
COPY . .
# A key is needed to start; this one signs nothing.
RUN SECRET_KEY=only-while-the-static-files-are-collected-0123456789 \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.13-slim-trixie
# pg_dump and pg_restore, for the commands backup and restore: as new as the server, or newer.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data guildhall \
    && install --directory --owner guildhall --mode 700 /data /data/media /data/private /data/search
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# PRIVATE_ROOT is a folder, no secret.
# hadolint ignore=DL3064
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 GRANIAN_WORKERS=2 \
    MEDIA_ROOT=/data/media PRIVATE_ROOT=/data/private SEARCH_FOLDER=/data/search METRICS_DIR=/dev/shm/guildhall
USER 10001
VOLUME /data
EXPOSE 8000
# Whatever it answers, 400 to a host that it does not know included, the process is alive.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/healthz'); exit(c.getresponse().status >= 500)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
    "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600", "--respawn-failed-workers", \
    "--respawn-interval", "0.5", "--workers-kill-timeout", "20", "--no-ws", "--log-level", "warning", \
    "config.wsgi:application"]
