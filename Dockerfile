# The server as a small image: a static binary with the stock client built in, CA certificates, and nothing else.
# Commands here use relative paths and no shell of the last stage, so that e2e/image.test.mjs can run them without an engine.

FROM node:22-bookworm-slim AS client
WORKDIR /src
COPY e2e/package.json e2e/package-lock.json e2e/.npmrc e2e/
COPY web/bundle.sh web/
COPY web/bundle/PLACEHOLDER web/bundle/
RUN sh web/bundle.sh

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=client /src/web/bundle web/bundle
ARG VERSION=devel
ENV CGO_ENABLED=0
RUN go build -ldflags "-s -w -X main.version=$VERSION" -o out/usr/local/bin/socketchat ./cmd/socketchat
RUN install -d -m 700 out/var/lib/socketchat && install -D -m 644 /etc/ssl/certs/ca-certificates.crt -t out/etc/ssl/certs

FROM scratch
COPY --from=build /src/out/usr /usr
COPY --from=build /src/out/etc /etc
# Where HTTP_API_KEY_FILE may be: a new volume mounted here belongs to the user below.
COPY --from=build --chown=65532:65532 /src/out/var/lib/socketchat /var/lib/socketchat
ENV PATH=/usr/local/bin
USER 65532:65532
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=4s --start-period=5s --retries=3 CMD ["socketchat", "healthcheck"]
ENTRYPOINT ["socketchat"]
CMD ["serve"]
