package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.network.Ipv4;
import java.util.Optional;
import java.util.Set;

/**
 * Where this host is on the network that tunnels go over.
 *
 * @param mtu of the device there, in bytes
 */
record Underlay(Ipv4 address, int mtu) {

    /** What a tunnel needs of each packet: Ethernet, IPv4, UDP and VXLAN, in bytes. */
    static final int OVERHEAD = 50;

    /** Finds it. */
    static final class Search {

        private static final String KEY = "underlay";

        private final Commands commands;
        private final String ip;
        private final HostLinks links;
        private final String configured;

        Search(Commands commands, String ip, HostLinks links, String configured) {
            this.commands = commands;
            this.ip = ip;
            this.links = links;
            this.configured = configured;
        }

        /**
         * @param guests public addresses that the host has for its guests, which may move
         * @throws DriverException {@code UNREACHABLE} that names the key, if it is not there now
         */
        Underlay find(Set<Ipv4> guests) throws InterruptedException {
            Optional<Ipv4> address = address();
            return address.isPresent() ? of(address.get()) : on(name(), guests);
        }

        private Underlay of(Ipv4 address) throws InterruptedException {
            Device device =
                    Device.with(commands, ip, address)
                            .orElseThrow(
                                    () -> away("no device of this host has '%s'", address.value()));
            return new Underlay(address, mtu(device));
        }

        private Underlay on(String name, Set<Ipv4> guests) throws InterruptedException {
            Device device =
                    Device.find(commands, ip, name)
                            .orElseThrow(() -> away("there is no device '%s' on this host", name));
            return device.addresses(guests).stream()
                    .findFirst()
                    .map(address -> new Underlay(address, device.mtu()))
                    .orElseThrow(() -> away("the device '%s' has no IPv4 address", name));
        }

        private String name() throws InterruptedException {
            return configured.isEmpty()
                    ? links.way()
                            .orElseThrow(
                                    () ->
                                            away(
                                                    "this host has no default route%s;"
                                                            + " name a device or an address",
                                                    ""))
                    : configured;
        }

        // An address that all ways lead to is on the loopback; packets go by another device.
        private int mtu(Device device) throws InterruptedException {
            Optional<String> way = device.is("LOOPBACK") ? links.way() : Optional.empty();
            Optional<Device> other =
                    way.isEmpty() ? Optional.empty() : Device.find(commands, ip, way.get());
            return other.orElse(device).mtu();
        }

        private Optional<Ipv4> address() {
            return UplinkSettings.isAddress(configured)
                    ? Optional.of(new Ipv4(configured))
                    : Optional.empty();
        }

        private static DriverException away(String reason, String what) {
            return new DriverException(
                    Kind.UNREACHABLE,
                    String.valueOf(
                            Settings.FILE.refusal(KEY, reason.formatted(what)).getMessage()));
        }
    }
}
