"""The command `gateway`."""

from kit.process import service_cli

main = service_cli(
    name="gateway",
    settings="gateway.settings:GatewaySettings",
    create_app="gateway.app:create_app",
)
