# The operator's daemon in an image without a shell, run by an account without
# rights. docs/installing.md says how to use it.
#
#   docker build --tag oracled .
#   docker build --tag oracled-setup --target setup .

ARG GO_VERSION=1.26.8

FROM golang:${GO_VERSION}-trixie AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make release-binary
RUN install -d -m 0700 /state

# The compose file's first step makes keys and contracts on a development chain,
# which takes a shell.
FROM debian:trixie-slim AS setup
COPY --from=build /src/build/release-binary/oracled /usr/bin/oracled
COPY packaging/compose/setup.sh /usr/bin/oracled-setup
COPY --from=build --chown=65532:65532 /state /var/lib/oracled
USER 65532:65532
WORKDIR /var/lib/oracled
ENTRYPOINT ["/usr/bin/oracled-setup"]

FROM gcr.io/distroless/base-debian13:nonroot AS oracled
COPY --from=build /src/build/release-binary/oracled /usr/bin/oracled
COPY LICENSE /usr/share/doc/oracled/LICENSE
COPY --from=build --chown=65532:65532 /state /var/lib/oracled
USER 65532:65532
WORKDIR /var/lib/oracled
VOLUME /var/lib/oracled
ENV ORACLED_CONFIG=/var/lib/oracled/oracled.yaml
EXPOSE 9464 9650
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=2m CMD ["/usr/bin/oracled", "status"]
ENTRYPOINT ["/usr/bin/oracled"]
CMD ["run"]
