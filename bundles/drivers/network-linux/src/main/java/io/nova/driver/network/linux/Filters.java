package io.nova.driver.network.linux;

import io.nova.model.InterfaceId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The filters of the ports: what is wanted is written first, then comes the kernel's table, and
 * last the end of connections that are allowed no longer. What a dead process left undone, the next
 * {@link #ensure} does.
 */
final class Filters {

    private final FilterState state;
    private final RuleSet table;
    private final Connections connections;

    Filters(FilterState state, Commands commands, String nft, Connections connections, Path run) {
        this.state = state;
        this.connections = connections;
        table = new RuleSet(commands, nft, run, "filters", List.of(FilterTable.NAME));
    }

    /** Brings all of it about for these networks. */
    void ensure(Collection<NetworkState> networks) throws InterruptedException {
        ensure(networks, state.routing());
    }

    /**
     * @param routing the ports whose rules hold for what they carry too
     */
    void ensure(Collection<NetworkState> networks, Set<InterfaceId> routing)
            throws InterruptedException {
        table.ensure(
                networks.isEmpty()
                        ? ""
                        : FilterTable.whole(networks, state.rules(), state.groups(), routing));
        if (!networks.isEmpty()) {
            endConnections(networks);
        }
    }

    /** Adds a port, shut if there are no rules for it. */
    void add(PortSpec port, Collection<NetworkState> networks) throws InterruptedException {
        List<Rule> rules = state.rules(port.id()).orElseGet(List::of);
        change(FilterTable.port(port, rules), networks);
        if (state.routing().contains(port.id())) {
            ensure(networks);
        }
    }

    /**
     * Takes a port away with its rules.
     *
     * @param networks without it
     */
    void remove(PortSpec port, Collection<NetworkState> networks) throws InterruptedException {
        state.delete(port.id());
        change(FilterTable.noPort(port), networks);
    }

    /** Replaces the rules of a port; with none given, it is shut. */
    void filter(InterfaceId port, Optional<List<Rule>> rules, Collection<NetworkState> networks)
            throws InterruptedException {
        List<Rule> wanted = rules.orElseGet(List::of);
        Optional<List<Rule>> before = state.rules(port);
        Optional<PortSpec> connected =
                networks.stream().flatMap(network -> network.find(port).stream()).findFirst();
        // Rules that were never given were none to go by: a port of an older release was open.
        if (connected.isPresent() && (before.isEmpty() || !wanted.containsAll(before.get()))) {
            state.doubt(Set.of(connected.get().address()));
        }
        if (rules.isPresent()) {
            state.write(port, wanted);
        } else {
            state.delete(port);
        }
        if (connected.isPresent()) {
            change(FilterTable.port(connected.get(), wanted), networks);
            endConnections(networks);
        }
    }

    /** Replaces the members of a group. */
    void members(SecurityGroupId group, Set<Ipv4> addresses, Collection<NetworkState> networks)
            throws InterruptedException {
        Set<Ipv4> gone = new HashSet<>(state.members(group));
        Set<Ipv4> come = new HashSet<>(addresses);
        come.removeAll(gone);
        gone.removeAll(addresses);
        state.doubt(gone);
        state.write(group, addresses);
        change(FilterTable.members(group, gone, come), networks);
        endConnections(networks);
    }

    Map<InterfaceId, List<Rule>> filters() {
        return state.rules();
    }

    Map<SecurityGroupId, Set<Ipv4>> groups() {
        return state.groups();
    }

    private void change(String steps, Collection<NetworkState> networks)
            throws InterruptedException {
        if (!networks.isEmpty() && !table.change(steps)) {
            // Someone else changed the table, so all of it is made anew.
            ensure(networks);
        }
    }

    private void endConnections(Collection<NetworkState> networks) throws InterruptedException {
        Set<Ipv4> doubtful = state.doubtful();
        if (!doubtful.isEmpty()) {
            Verdicts verdicts = new Verdicts(networks, state.rules(), state.groups());
            connections.keep(doubtful, verdicts::allows);
            state.noDoubts();
        }
    }
}
