# docker build -t rag-chatbot:latest .
#
# Builds the server from its sources. A binary that was built on Debian 12 before (`make build`) is taken instead when it lies in
# dist/understudy; what is named as SWIFT_IMAGE need have no Swift then.
ARG SWIFT_IMAGE=swift:6.2-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
WORKDIR /src
COPY scripts/install-deps scripts/build-release scripts/
# The pattern matches one file or none, so that none is no error.
COPY Package.swift README.md dist/understud[y] ./
RUN [ -x understudy ] || scripts/install-deps run
COPY Sources Sources
COPY Tests Tests
RUN if [ -x understudy ]; then mv understudy /understudy; \
    else scripts/build-release && strip -o /understudy .build/release/understudy; fi

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates curl libcmark-gfm-extensions0.29.0.gfm.6 libcmark-gfm0.29.0.gfm.6 libcurl4 libpq5 libsqlite3-0 \
        libstemmer0d libxml2 poppler-utils tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home understudy \
    && mkdir /documents
COPY --from=build /understudy /usr/local/bin/understudy
COPY deploy/docker/alembic deploy/docker/entrypoint /usr/local/bin/
# In the folder where every command begins, so that `docker exec … alembic` and the server read the same settings.
COPY deploy/docker/understudy.yaml /etc/understudy/understudy.yaml
WORKDIR /etc/understudy
USER understudy
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8000/health"]
ENTRYPOINT ["entrypoint"]
CMD ["serve"]
