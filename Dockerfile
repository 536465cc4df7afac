# The pages of Maillage, for one or several app servers. Nothing of it runs as root, and its file system may be read-only:
# only /tmp and /data (the SQLite database, when no PostgreSQL is named) are written to.
#
#   docker build -t maillage .
#   docker run --read-only --tmpfs /tmp -v maillage:/data -p 127.0.0.1:8501:8501 maillage

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt .
COPY views/graph_component views/graph_component
RUN /venv/bin/pip install -r requirements.txt && /venv/bin/pip uninstall --yes pip

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Maillage" org.opencontainers.image.licenses="EUPL-1.2"
RUN useradd --system --uid 10001 --user-group --home-dir /tmp --shell /usr/sbin/nologin maillage \
    && mkdir /data && chown maillage:maillage /data
COPY --from=build /venv /venv
WORKDIR /app
COPY app.py LICENSE requirements.txt pyproject.toml ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY catalog catalog
COPY planner planner
COPY views views
COPY data data
COPY examples examples
COPY locale locale
COPY static static
# Compiled now, since nothing can be written later; a calculation uses the cores it is given, not threads that fight for them.
RUN /venv/bin/python -m compileall -q app.py catalog planner views
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 OPENBLAS_NUM_THREADS=1 \
    HOME=/tmp XDG_CACHE_HOME=/tmp/cache MPLCONFIGDIR=/tmp/matplotlib \
    MAILLAGE_DATABASE_URL=sqlite:////data/maillage.db \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_SERVER_PORT=8501 STREAMLIT_SERVER_HEADLESS=true
USER maillage
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; assert u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:8501/_stcore/health', timeout=4).read() == b'ok'"]
CMD ["python", "-m", "streamlit", "run", "app.py"]
