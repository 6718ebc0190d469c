package io.nova.frontend.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets that listen: exactly the wanted ones that the host has addresses for.
 *
 * <p>A socket that cannot be opened is tried again on every pass, and reported until then.
 */
final class Listeners {

    static final String EC2 = "ec2";
    static final String S3 = "s3";
    static final String METADATA = "metadata";

    /** Bytes that one read of a connection of S3 takes at most. */
    private static final int S3_INPUT = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Server server;
    private final Executor s3Threads;
    private final Settings settings;
    private final Connection.Listener connectionListener;
    private final Supplier<List<InetAddress>> local;
    private final Inside inside;
    private final Map<Wanted, ServerConnector> open = new LinkedHashMap<>();
    private Set<String> served = Set.of(EC2, S3, METADATA);
    private volatile Map<InetAddress, Integer> gateways = Map.of();
    private final Map<Wanted, String> problems = new TreeMap<>();

    /** A socket that should listen. */
    private record Wanted(String name, InetAddress address, int port)
            implements Comparable<Wanted> {
        @Override
        public int compareTo(Wanted other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return "%s on %s:%d".formatted(name, address.getHostAddress(), port);
        }
    }

    /**
     * @param s3Threads those of S3's connectors; all others use the server's
     */
    Listeners(
            Server server,
            Executor s3Threads,
            Settings settings,
            Connection.Listener connectionListener,
            Inside inside) {
        this(server, s3Threads, settings, connectionListener, inside, Listeners::localAddresses);
    }

    /**
     * @param local the addresses that the host has at present
     */
    Listeners(
            Server server,
            Executor s3Threads,
            Settings settings,
            Connection.Listener connectionListener,
            Inside inside,
            Supplier<List<InetAddress>> local) {
        this.server = server;
        this.s3Threads = s3Threads;
        this.settings = settings;
        this.connectionListener = connectionListener;
        this.inside = inside;
        this.local = local;
    }

    /** Opens what is missing and closes what is not wanted any more. */
    synchronized void reconcile() {
        Set<Wanted> wanted = wanted();
        for (Wanted gone : new ArrayList<>(open.keySet())) {
            if (!wanted.contains(gone)) {
                close(gone);
            }
        }
        problems.keySet().retainAll(wanted);
        for (Wanted one : wanted) {
            if (!open.containsKey(one)) {
                open(one);
            }
        }
    }

    /**
     * Has sockets of these names alone from now on. The others take no new connections at once;
     * returns when the requests that came by them are answered, or the limit is up.
     */
    void serve(Set<String> names, Duration limit) {
        Map<Wanted, ServerConnector> going = takeBut(names);
        if (!going.isEmpty()) {
            going.values().forEach(inside::close);
            going.values().forEach(ServerConnector::close);
            Set<ServerConnector> connectors = Set.copyOf(going.values());
            if (!inside.awaitNobody(connectors, limit)) {
                LOG.warn("{} close with requests unfinished", going.keySet());
            }
            stop(going);
        }
        reconcile();
    }

    private void stop(Map<Wanted, ServerConnector> going) {
        // Jetty leaves threads behind where a thread that was interrupted stops it.
        boolean interrupted = Thread.interrupted();
        going.forEach(this::stop);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Map<Wanted, ServerConnector> takeBut(Set<String> names) {
        served = Set.copyOf(names);
        Map<Wanted, ServerConnector> going = new LinkedHashMap<>(open);
        going.keySet().removeIf(wanted -> names.contains(wanted.name()));
        open.keySet().removeAll(going.keySet());
        return going;
    }

    private Set<Wanted> wanted() {
        Set<Wanted> wanted = all();
        wanted.removeIf(one -> !served.contains(one.name()));
        return wanted;
    }

    private Set<Wanted> all() {
        Set<Wanted> wanted = new LinkedHashSet<>();
        for (InetAddress address : settings.addresses()) {
            wanted.add(new Wanted(EC2, address, settings.ec2Port()));
            wanted.add(new Wanted(S3, address, settings.s3Port()));
        }
        boolean wildcard = settings.addresses().stream().anyMatch(InetAddress::isAnyLocalAddress);
        if (!(wildcard && served.contains(EC2))) {
            for (InetAddress address : local.get()) {
                int port = metadataPort(address);
                if (port > 0 && !settings.addresses().contains(address)) {
                    wanted.add(new Wanted(METADATA, address, port));
                }
            }
        }
        return wanted;
    }

    /** Returns where guests are answered at the address; 0 if it is no gateway's. */
    private int metadataPort(InetAddress address) {
        Map<InetAddress, Integer> told = gateways;
        if (!told.isEmpty() || !served.contains(EC2)) {
            // Who knows the gateways knows them all: in a range may be other networks' addresses.
            return told.getOrDefault(address, 0);
        }
        boolean gateway = settings.metadata().stream().anyMatch(r -> r.contains(address));
        int port = port(EC2) > 0 ? port(EC2) : settings.ec2Port();
        return gateway ? port : 0;
    }

    /** Answers guests at these gateways instead of those of the settings, from the next pass on. */
    void serveGateways(Map<InetAddress, Integer> ports) {
        gateways = Map.copyOf(ports);
    }

    /** Tells whether guests are answered at the address, and nobody else. */
    boolean isGateway(InetAddress address) {
        return gateways.containsKey(address)
                || settings.metadata().stream().anyMatch(r -> r.contains(address));
    }

    private static List<InetAddress> localAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(Wanted wanted) {
        ServerConnector connector = connector(wanted);
        try {
            if (wanted.name().equals(METADATA) && wanted.address() instanceof Inet4Address) {
                connector.open(ipv4(wanted));
            } else {
                connector.open();
            }
            server.addConnector(connector);
            NetworkConnectionLimit limit =
                    new NetworkConnectionLimit(settings.maxConnections(), connector);
            limit.start();
            connector.start();
            open.put(wanted, connector);
            problems.remove(wanted);
            LOG.info("{} listens on port {}", wanted, connector.getLocalPort());
        } catch (Exception e) {
            server.removeConnector(connector);
            connector.close();
            String reason = e instanceof IOException ? root(e) : e.toString();
            if (!reason.equals(problems.put(wanted, reason))) {
                LOG.error("cannot listen: {}: {}", wanted, reason);
            }
        }
    }

    // Of a socket that could speak IPv6 too, Java sets no options of IPv4's packets.
    private static ServerSocketChannel ipv4(Wanted wanted) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(new InetSocketAddress(wanted.address(), wanted.port()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private ServerConnector connector(Wanted wanted) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        http.setSendServerVersion(false);
        // Each signature and date is new: a cache of headers would be filled and emptied in vain.
        http.setHeaderCacheSize(0);
        // Keys are opaque, and signatures cover the raw target: nothing is refused or changed here.
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector connector =
                new ServerConnector(
                        server,
                        wanted.name().equals(S3) ? s3Threads : server.getThreadPool(),
                        null,
                        null,
                        1,
                        -1,
                        firstVersion(http, wanted),
                        new HTTP2CServerConnectionFactory(http));
        // Several connectors may share them: who stops one of these stops no threads.
        connector.unmanage(connector.getExecutor());
        connector.setName(wanted.name());
        connector.setHost(wanted.address().getHostAddress());
        connector.setPort(wanted.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(100);
        connector.addBean(connectionListener);
        return connector;
    }

    private static HttpConnectionFactory firstVersion(HttpConfiguration http, Wanted wanted) {
        HttpConnectionFactory factory = new HttpConnectionFactory(http);
        if (wanted.name().equals(S3)) {
            // What comes is large: with the usual 8 KiB an upload is a thread's wait at each.
            factory.setInputBufferSize(S3_INPUT);
        }
        return factory;
    }

    private void close(Wanted gone) {
        ServerConnector connector = open.remove(gone);
        if (connector != null) {
            stop(gone, connector);
        }
    }

    private void stop(Wanted gone, ServerConnector connector) {
        try {
            connector.stop();
        } catch (Exception e) {
            LOG.warn("{} did not close cleanly", gone, e);
        }
        server.removeConnector(connector);
        inside.forget(connector);
        LOG.info("{} no longer listens", gone);
    }

    /** Returns the port of a connector's first socket, or -1 while it has none. */
    synchronized int port(String name) {
        return open.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .map(entry -> entry.getValue().getLocalPort())
                .orElse(-1);
    }

    /** Returns what cannot listen, and why. */
    synchronized List<String> problems() {
        List<String> texts = new ArrayList<>();
        problems.forEach((wanted, reason) -> texts.add(wanted + ": " + reason));
        return texts;
    }
}
