package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.NetworkId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.NetworkSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the guests of other hosts: one device, a port of one network's bridge. Without it the
 * host goes on by itself; what is wrong is said once, and tried again at each look.
 */
final class Uplinks {

    private static final Logger LOG = LoggerFactory.getLogger(Uplinks.class);

    /** What tunnels leave of the packets that there are everywhere. */
    private static final int LIKELY_MTU = 1500 - Underlay.OVERHEAD;

    private final Commands commands;
    private final String ip;
    private final UplinkSettings settings;
    private final UplinkState state;
    private final Underlay.Search underlays;
    private final Supplier<Set<Ipv4>> publics;
    private final Tunnel tunnel;
    private volatile String said = "";

    /**
     * @param publics the addresses that the host has for its guests
     */
    Uplinks(
            Commands commands,
            String ip,
            UplinkSettings settings,
            UplinkState state,
            Underlay.Search underlays,
            Supplier<Set<Ipv4>> publics,
            Tunnel tunnel) {
        this.commands = commands;
        this.ip = ip;
        this.settings = settings;
        this.state = state;
        this.underlays = underlays;
        this.publics = publics;
        this.tunnel = tunnel;
    }

    /** Returns the uplink as it should be: of the network that has it, or else of the first one. */
    Optional<Uplink> wanted(Collection<NetworkState> all) {
        List<NetworkId> networks = all.stream().map(one -> one.network().id()).sorted().toList();
        if (settings.isNone() || networks.isEmpty()) {
            return Optional.empty();
        }
        NetworkId network =
                state.placed().stream()
                        .map(UplinkState.Place::network)
                        .filter(networks::contains)
                        .findFirst()
                        .orElse(networks.get(0));
        String device = settings.isTunnel() ? Names.tunnel(network) : settings.uplink();
        return Optional.of(new Uplink(network, device, settings, state.peers()));
    }

    /** Returns the way that tunnels of this host go; empty if it is not to have any. */
    Optional<Underlay> underlay() throws InterruptedException {
        return settings.isTunnel() ? Optional.of(underlays.find(publics.get())) : Optional.empty();
    }

    Set<Ipv4> peers() {
        return state.peers();
    }

    void write(Set<Ipv4> peers) {
        state.write(peers);
    }

    /** Leads to the peers that there are now, if the device is there. */
    void flood(Collection<NetworkState> all) throws InterruptedException {
        Optional<Uplink> wanted = wanted(all);
        if (settings.isTunnel()
                && wanted.isPresent()
                && Device.find(commands, ip, wanted.get().device()).isPresent()) {
            tunnel.flood(wanted.get(), underlays.find(publics.get()).address());
        }
    }

    /** Takes what is an uplink no longer from the bridges, before its rules go. */
    void leave(Collection<NetworkState> all) throws InterruptedException {
        Optional<UplinkState.Place> wanted = wanted(all).map(Uplink::place);
        List<UplinkState.Place> stay = new ArrayList<>();
        for (UplinkState.Place place : state.placed()) {
            if (wanted.filter(place::equals).isPresent()) {
                stay.add(place);
            } else {
                take(place);
            }
        }
        if (stay.size() != state.placed().size()) {
            state.write(stay);
        }
    }

    /** Returns the largest packet that fits the network's way to other hosts, in bytes. */
    int mtu(NetworkSpec network, Collection<NetworkState> all) throws InterruptedException {
        Optional<Uplink> uplink = uplink(network, all);
        if (uplink.isEmpty()) {
            return network.mtu();
        }
        return Math.min(network.mtu(), settings.isTunnel() ? inTunnel() : ofDevice());
    }

    /** Puts the network's uplink on its bridge, whose rules are there. */
    void join(NetworkSpec network, int mtu, Collection<NetworkState> all)
            throws InterruptedException {
        Optional<Uplink> uplink = uplink(network, all);
        if (uplink.isEmpty()) {
            return;
        }
        try {
            join(uplink.get(), mtu);
            if (!said.isEmpty()) {
                LOG.info("{} leads to other hosts again", uplink.get().device());
            }
            said = "";
        } catch (DriverException e) {
            String trouble = e.getMessage() + "; guests reach those of this host alone";
            if (!trouble.equals(said)) {
                LOG.error("{}", trouble);
            }
            said = trouble;
        }
    }

    private void join(Uplink uplink, int mtu) throws InterruptedException {
        String bridge = Names.bridge(uplink.network());
        Optional<Underlay> underlay = underlay();
        if (underlay.isEmpty()) {
            requireFree(uplink.device(), bridge);
        }
        if (!state.placed().contains(uplink.place())) {
            state.write(List.of(uplink.place()));
        }
        if (underlay.isPresent()) {
            tunnel.ensure(uplink, underlay.get(), mtu);
            tunnel.flood(uplink, underlay.get().address());
        }
        Device device = find(uplink.device());
        if (!device.master().equals(bridge) || !device.is("UP")) {
            commands.run(
                    List.of(ip, "link", "set", "dev", uplink.device(), "master", bridge, "up"));
        }
    }

    // What is somebody's already would be cut off from them.
    private void requireFree(String name, String bridge) throws InterruptedException {
        Device device = find(name);
        if (device.master().equals(bridge)) {
            return;
        }
        if (!device.master().isEmpty()) {
            throw wrong("the device '%s' is a part of '%s'".formatted(name, device.master()));
        }
        List<Ipv4> addresses = device.addresses(Set.of());
        if (!addresses.isEmpty()) {
            throw wrong(
                    "the device '%s' has the address %s, by which this host would be reached no longer"
                            .formatted(name, addresses.get(0)));
        }
        if (device.is("LOOPBACK") || device.kind().equals("bridge")) {
            throw wrong("the device '%s' cannot be a port of a bridge".formatted(name));
        }
    }

    private void take(UplinkState.Place place) throws InterruptedException {
        Optional<Device> device = Device.find(commands, ip, place.device());
        if (device.isEmpty()) {
            return;
        }
        if (place.device().startsWith(Names.TUNNEL)) {
            commands.run(List.of(ip, "link", "del", place.device()));
        } else if (device.get().master().equals(Names.bridge(place.network()))) {
            commands.run(List.of(ip, "link", "set", "dev", place.device(), "nomaster"));
        }
    }

    private Optional<Uplink> uplink(NetworkSpec network, Collection<NetworkState> all) {
        return wanted(all).filter(one -> one.network().equals(network.id()));
    }

    private int inTunnel() throws InterruptedException {
        try {
            return underlays.find(publics.get()).mtu() - Underlay.OVERHEAD;
        } catch (DriverException away) {
            // It says so when it joins; and what guests are told now holds when it is back.
            return LIKELY_MTU;
        }
    }

    private int ofDevice() throws InterruptedException {
        return Device.find(commands, ip, settings.uplink())
                .map(Device::mtu)
                .orElse(Integer.MAX_VALUE);
    }

    private Device find(String name) throws InterruptedException {
        return Device.find(commands, ip, name)
                .orElseThrow(() -> wrong("there is no device '%s' on this host".formatted(name)));
    }

    private static DriverException wrong(String reason) {
        return new DriverException(
                Kind.BROKEN, String.valueOf(Settings.FILE.refusal("uplink", reason).getMessage()));
    }
}
