# One image for web, worker and beat; docker-compose.yml says which it is.

# --- Build: the same script as `make run`, so that there is one way to set things up -----------
FROM python:3.11.9-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml uv.lock package.json package-lock.json ./
COPY bin/setup bin/setup
COPY static static
COPY strategy strategy
COPY letters letters
COPY stakeholders stakeholders
COPY milestones milestones
COPY council council
COPY programme programme
COPY ros_portal ros_portal
COPY templates templates
COPY manage.py ./
RUN bin/setup run
RUN DEMO=1 STATIC_ROOT=/app/staticfiles .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf node_modules var

# --- Run: no compiler, no Node, no root ---------------------------------------------------------
FROM python:3.11.9-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin ros \
    && install --directory --owner ros /data
WORKDIR /app
COPY --from=build /app /app
COPY bin/healthy bin/healthy
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles \
    VAR_DIR=/data
USER ros
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "ros_portal.wsgi", "--bind", "0.0.0.0:8000"]
