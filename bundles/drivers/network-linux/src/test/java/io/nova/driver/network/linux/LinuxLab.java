package io.nova.driver.network.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import io.nova.testkit.network.FilterLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A host with real bridges, rules and processes in a network namespace of its own. */
final class LinuxLab implements FilterLab {

    private final Path root;
    private final Machine machine;
    private final FilterMachines machines = new FilterMachines(this);

    static final NetworkSpec NETWORK =
            new NetworkSpec(
                    new NetworkId("net-00000000000000001"),
                    new Cidr("10.77.1.0/24"),
                    new Ipv4("10.77.1.1"),
                    1500,
                    "novalocal",
                    List.of(),
                    8773);

    static PortSpec port(int host) {
        Ipv4 address = Ipv4.of(NETWORK.cidr().network().number() + host);
        return new PortSpec(
                new InterfaceId("eni-%017x".formatted(address.number())),
                NETWORK.id(),
                address,
                MacAddress.of(address),
                "ip-" + address.value().replace('.', '-'));
    }

    LinuxLab() throws IOException, InterruptedException {
        machine = Machine.make();
        root = Files.createTempDirectory(Path.of("/run"), "nova-test-");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Machine machine() {
        return machine;
    }

    /** Returns the machine of the guest that is plugged into the port. */
    Machine machine(PortSpec port) {
        return machines.machine(port.address());
    }

    Path root() {
        return root;
    }

    @Override
    public NetworkDriver open() {
        return open(Map.of());
    }

    /** Returns a driver of this host that has these settings besides. */
    LinuxNetwork open(Map<String, ?> more) {
        Map<String, Object> values = new LinkedHashMap<>(more);
        values.put("directory", root.resolve("state").toString());
        values.put("runDirectory", root.resolve("run").toString());
        values.put("namespace", machine.name());
        return new LinuxNetwork(config(values));
    }

    /** Makes a configuration as Declarative Services would from a file. */
    static LinuxNetwork.Config config(Map<String, ?> values) {
        return (LinuxNetwork.Config)
                Proxy.newProxyInstance(
                        LinuxLab.class.getClassLoader(),
                        new Class<?>[] {LinuxNetwork.Config.class},
                        (proxy, method, arguments) -> {
                            Object value = values.get(method.getName());
                            return value != null ? value : method.getDefaultValue();
                        });
    }

    @Override
    public void close(NetworkDriver driver) {
        // A driver object holds nothing.
    }

    @Override
    public List<String> traces(NetworkId network) throws Exception {
        List<String> traces = new ArrayList<>();
        String bridge = Names.bridge(network);
        if (!machine.attempt("ip", "link", "show", bridge).failed()) {
            traces.add("device " + bridge);
        }
        String tunnel = Names.tunnel(network);
        if (!machine.attempt("ip", "link", "show", tunnel).failed()) {
            traces.add("device " + tunnel);
        }
        if (machine.run("nft", "list", "ruleset").contains(bridge)) {
            traces.add("rules with " + bridge);
        }
        processes(network).forEach(process -> traces.add(process.toString()));
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(
                            file ->
                                    file.getFileName().toString().contains(network.value())
                                            || file.getFileName().toString().contains(bridge))
                    .forEach(file -> traces.add(file.toString()));
        }
        return traces;
    }

    @Override
    public List<String> defects(NetworkSpec network, Collection<PortSpec> ports) throws Exception {
        List<String> defects = new ArrayList<>();
        linkDefects(network, defects);
        ruleDefects(network, ports, defects);
        dnsmasqDefects(network, ports, defects);
        if (!machine.run("cat", "/proc/sys/net/ipv4/ip_forward").equals("1\n")) {
            defects.add("no forwarding");
        }
        return defects;
    }

    @Override
    public Map<String, Damage> damages() {
        Map<String, Damage> damages = new LinkedHashMap<>();
        damages.put("bridge gone", network -> machine.run("ip", "link", "del", bridge(network)));
        damages.put(
                "bridge down",
                network -> machine.run("ip", "link", "set", bridge(network), "down"));
        damages.put(
                "address gone",
                network -> machine.run("ip", "addr", "flush", "dev", bridge(network)));
        damages.put(
                "another address",
                network ->
                        machine.run("ip", "addr", "add", "10.66.6.6/24", "dev", bridge(network)));
        damages.put(
                "another MTU",
                network -> machine.run("ip", "link", "set", bridge(network), "mtu", "1234"));
        damages.put("all rules gone", network -> machine.run("nft", "flush", "ruleset"));
        damages.put(
                "one chain empty",
                network -> machine.run("nft", "flush", "chain", "ip", "nova", "from_guest"));
        damages.put(
                "one set empty",
                network -> machine.run("nft", "flush", "set", "bridge", "nova", "own"));
        damages.put("dnsmasq killed", this::killDnsmasq);
        damages.put(
                "hosts file gone", network -> Files.delete(one(network.id().value() + ".hosts")));
        damages.put(
                "no forwarding", network -> machine.run("sysctl", "-w", "net.ipv4.ip_forward=0"));
        return damages;
    }

    void killDnsmasq(NetworkSpec network) throws Exception {
        for (Processes.Found process : processes(network.id())) {
            ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
            while (Processes.isRunning(process)) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void plug(PortSpec port, PortLink link) throws Exception {
        machines.plug(port, link);
    }

    @Override
    public void hang(PortSpec port, boolean on) throws Exception {
        machines.machine(port.address()).run("ip", "link", "set", "eth0", "arp", on ? "off" : "on");
    }

    @Override
    public Ipv4 outside() throws Exception {
        return machines.outside();
    }

    @Override
    public Ipv4 free(int which) {
        return new Ipv4("192.0.2.10" + which);
    }

    @Override
    public boolean reaches(Ipv4 from, Ipv4 to, int protocol, int port) throws Exception {
        return machines.reaches(from, to, protocol, port);
    }

    @Override
    public Line open(Ipv4 from, Ipv4 to, int port) throws Exception {
        return machines.open(from, to, port);
    }

    @Override
    public void end() throws Exception {
        machines.end();
        for (Processes.Found process : dnsmasqs()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        machine.end();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    List<Processes.Found> processes(NetworkId network) {
        return dnsmasqs().stream()
                .filter(process -> process.toString().contains(network.value()))
                .toList();
    }

    private List<Processes.Found> dnsmasqs() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .flatMap(path -> found(path).stream())
                    .filter(process -> process.toString().contains(root.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Processes.Found> found(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"));
            return line.contains("dnsmasq")
                    ? List.of(
                            new Processes.Found(
                                    Long.parseLong(process.getFileName().toString()),
                                    List.of(line.split("\0"))))
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private void linkDefects(NetworkSpec network, List<String> defects) throws Exception {
        Commands.Result shown = machine.attempt("ip", "-d", "-j", "addr", "show", bridge(network));
        if (shown.failed()) {
            defects.add("no bridge");
            return;
        }
        JsonNode link = Json.tree(shown.output()).path(0);
        List<String> addresses = new ArrayList<>();
        for (JsonNode address : link.path("addr_info")) {
            if (address.path("family").asText().equals("inet")) {
                addresses.add(address.path("local").asText() + "/" + address.path("prefixlen"));
            }
        }
        expect(
                List.of(network.gateway() + "/" + network.cidr().prefixLength()),
                addresses,
                defects);
        expect(network.mtu(), link.path("mtu").asInt(), defects);
        expect(Names.bridgeMac(network.id()).value(), link.path("address").asText(), defects);
        expect(true, link.path("flags").toString().contains("\"UP\""), defects);
        JsonNode settings = link.path("linkinfo").path("info_data");
        expect(0, settings.path("stp_state").asInt(-1), defects);
        expect(0, settings.path("forward_delay").asInt(-1), defects);
    }

    private void ruleDefects(NetworkSpec network, Collection<PortSpec> ports, List<String> defects)
            throws Exception {
        String rules = machine.run("nft", "-s", "list", "ruleset");
        for (String rule :
                List.of(
                        "iifname \"%s\" ip daddr 169.254.169.254 tcp dport 80 dnat to %s:%d"
                                .formatted(
                                        bridge(network), network.gateway(), network.metadataPort()),
                        "ip daddr %s tcp dport %d ct status dnat accept"
                                .formatted(network.gateway(), network.metadataPort()),
                        "iifname vmap { ",
                        "ip saddr @ranges ip daddr != @ranges masquerade",
                        "iifname . ether saddr . ip saddr @own accept",
                        "iifname \"nvt*\" jump from_guest",
                        network.cidr().value())) {
            if (!rules.contains(rule)) {
                defects.add("no rule: " + rule);
            }
        }
        TreeSet<String> wanted = new TreeSet<>();
        for (PortSpec port : ports) {
            wanted.add(
                    "\"%s\" . %s . %s"
                            .formatted(Names.device(port.id()), port.mac(), port.address()));
        }
        String prefix = network.cidr().network().value().replaceAll("[0-9]+$", "");
        TreeSet<String> there = new TreeSet<>();
        Matcher elements =
                Pattern.compile("\"nvt[0-9a-f]+\" \\. [0-9a-f:]+ \\. [0-9.]+").matcher(rules);
        while (elements.find()) {
            if (elements.group().contains(" . " + prefix)) {
                there.add(elements.group());
            }
        }
        expect(wanted, there, defects);
    }

    private void dnsmasqDefects(
            NetworkSpec network, Collection<PortSpec> ports, List<String> defects)
            throws Exception {
        List<Processes.Found> processes = processes(network.id());
        expect(1, processes.size(), defects);
        for (Processes.Found process : processes) {
            for (String argument :
                    List.of(
                            "--listen-address=" + network.gateway(),
                            "--interface=" + bridge(network),
                            "--dhcp-option-force=option:mtu," + network.mtu(),
                            "--domain=" + network.domain())) {
                expect(true, process.argv().contains(argument), defects);
            }
        }
        TreeSet<String> wanted = new TreeSet<>();
        ports.forEach(
                port -> wanted.add(port.mac() + "," + port.address() + "," + port.hostname()));
        Path hosts = root.resolve("run");
        try (Stream<Path> files = Files.walk(hosts)) {
            List<Path> found =
                    files.filter(file -> file.endsWith(network.id() + ".hosts")).toList();
            expect(1, found.size(), defects);
            for (Path file : found) {
                expect(wanted, new TreeSet<>(Files.readAllLines(file)), defects);
                expect(
                        "rw-r--r--",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        defects);
            }
        }
    }

    private Path one(String name) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static String bridge(NetworkSpec network) {
        return Names.bridge(network.id());
    }

    private static void expect(Object wanted, Object there, List<String> defects) {
        if (!wanted.equals(there)) {
            defects.add("%s instead of %s".formatted(there, wanted));
        }
    }
}
