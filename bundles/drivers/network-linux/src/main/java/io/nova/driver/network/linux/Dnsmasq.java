package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.NetworkId;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dnsmasq per network: answers DHCP for the ports that are in its hosts file, and DNS.
 *
 * <p>The process belongs to the host. It is known by its exact argument vector, so any driver
 * object finds it, and one with other arguments is not it. Leases are in its memory alone: the
 * hosts file says all, and a dnsmasq that starts anew grants what its guests already have.
 */
final class Dnsmasq {

    private static final Logger LOG = LoggerFactory.getLogger(Dnsmasq.class);
    private static final int END_SECONDS = 5;
    private static final int END_POLL_MILLIS = 2;

    private final Commands commands;
    private final Tools tools;
    private final Path directory;
    private final int leaseSeconds;
    private final boolean shared;

    /**
     * @param shared whether other hosts have guests of the same networks
     */
    Dnsmasq(Commands commands, Tools tools, Path directory, int leaseSeconds, boolean shared) {
        this.commands = commands;
        this.tools = tools;
        this.directory = directory;
        this.leaseSeconds = leaseSeconds;
        this.shared = shared;
    }

    /**
     * Brings the network's dnsmasq to serve exactly these ports.
     *
     * @param bridge the kernel's number of the bridge: dnsmasq is deaf on any later one
     */
    void ensure(NetworkState state, int bridge) throws InterruptedException {
        NetworkId network = state.network().id();
        boolean changed = writeHosts(state);
        List<String> argv = argv(state.network());
        String key = bridge + "\n" + String.join("\n", argv) + "\n";
        boolean same = WholeFiles.read(started(network)).equals(Optional.of(key));
        List<Processes.Found> running = running(network);
        if (same && running.size() == 1 && running.get(0).argv().equals(argv)) {
            if (changed) {
                hangUp(running.get(0).pid());
            }
            return;
        }
        end(running);
        commands.run(argv);
        WholeFiles.write(started(network), key, "rw-------");
        LOG.info("started dnsmasq for {}, {} processes before", network, running.size());
    }

    /**
     * Ends the lease of a port, so that its address is free at once; dnsmasq refuses an address
     * whose earlier lease has not run out.
     *
     * @param state without the port
     */
    void release(NetworkState state, PortSpec port) throws InterruptedException {
        NetworkId network = state.network().id();
        boolean changed = writeHosts(state);
        List<Processes.Found> running = running(network);
        if (changed && !running.isEmpty()) {
            for (Processes.Found process : running) {
                hangUp(process.pid());
            }
        }
        if (running.isEmpty()) {
            return;
        }
        Commands.Result released =
                commands.attempt(
                        List.of(
                                tools.dhcpRelease(),
                                Names.bridge(network),
                                port.address().value(),
                                port.mac().value()));
        if (released.failed()) {
            // Without its bridge it can't be told; but leases do not outlive the process.
            end(running);
        }
    }

    void remove(NetworkId network) throws InterruptedException {
        end(running(network));
        List.of(started(network), hosts(network), pidFile(network)).forEach(WholeFiles::delete);
    }

    private boolean writeHosts(NetworkState state) {
        Path file = hosts(state.network().id());
        String text =
                state.ports().stream()
                        .map(
                                port ->
                                        "%s,%s,%s%n"
                                                .formatted(
                                                        port.mac(),
                                                        port.address(),
                                                        port.hostname()))
                        .sorted()
                        .collect(Collectors.joining());
        if (WholeFiles.read(file).equals(Optional.of(text))) {
            return false;
        }
        // For all to read: dnsmasq gives root up before it reads it again.
        WholeFiles.write(file, text, "rw-r--r--");
        return true;
    }

    private List<String> argv(NetworkSpec network) {
        String nameServers =
                network.nameServers().isEmpty()
                        ? network.gateway().value()
                        : network.nameServers().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(","));
        List<String> argv = new ArrayList<>();
        Collections.addAll(
                argv,
                tools.dnsmasq(),
                "--conf-file=",
                "--pid-file=" + pidFile(network.id()),
                "--strict-order",
                "--bind-interfaces",
                "--interface=" + Names.bridge(network.id()),
                "--listen-address=" + network.gateway(),
                "--except-interface=lo",
                "--no-hosts",
                "--domain=" + network.domain(),
                "--local=/" + network.domain() + "/",
                // The only server on the segment: it may confirm leases it does not remember.
                "--dhcp-authoritative",
                "--dhcp-range=%s,static,%s,%ds"
                        .formatted(
                                network.cidr().network(), network.cidr().netmask(), leaseSeconds),
                "--dhcp-lease-max=" + network.cidr().size(),
                "--dhcp-hostsfile=" + hosts(network.id()),
                "--leasefile-ro",
                "--dhcp-no-override",
                // A rebuilt guest has another client id but the same port.
                "--dhcp-ignore-clid",
                "--dhcp-option=option:router," + network.gateway(),
                "--dhcp-option=option:dns-server," + nameServers,
                // For images that take 169.254.0.0/16 for a neighbour.
                "--dhcp-option=option:classless-static-route,169.254.169.254/32,%s,0.0.0.0/0,%s"
                        .formatted(network.gateway(), network.gateway()),
                "--dhcp-option-force=option:mtu," + network.mtu());
        if (shared) {
            // Guests of other hosts have no leases here, but names that follow from addresses.
            argv.add("--synth-domain=%s,%s,ip-".formatted(network.domain(), network.cidr()));
        }
        return List.copyOf(argv);
    }

    // Whatever its other arguments are: two would answer each in its own way.
    private List<Processes.Found> running(NetworkId network) {
        return Processes.with(tools.dnsmasq(), "--pid-file=" + pidFile(network));
    }

    private void hangUp(long pid) throws InterruptedException {
        // If it just died, the next call finds out.
        commands.attempt(List.of(tools.kill(), "-HUP", Long.toString(pid)));
    }

    private static void end(List<Processes.Found> processes) throws InterruptedException {
        for (Processes.Found process : processes) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            awaitEnd(process);
        }
    }

    private static void awaitEnd(Processes.Found process) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (Processes.isRunning(process)) {
            if (System.nanoTime() > end) {
                throw new DriverException(
                        Kind.UNREACHABLE, "dnsmasq " + process.pid() + " does not end");
            }
            TimeUnit.MILLISECONDS.sleep(END_POLL_MILLIS);
        }
    }

    private Path hosts(NetworkId network) {
        return directory.resolve(network + ".hosts");
    }

    private Path pidFile(NetworkId network) {
        return directory.resolve(network + ".pid");
    }

    private Path started(NetworkId network) {
        return directory.resolve(network + ".started");
    }
}
