package io.nova.driver.volume.aoe;

import io.nova.blockstore.Processes;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.testkit.volume.NbdClient;
import io.nova.testkit.volume.VolumeLab;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A storage host with a directory for volumes, and one that is emptied by a restart. */
final class AoeLab implements VolumeLab, AutoCloseable {

    static final Path VBLADE = Path.of("/usr/sbin/vblade");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path top;
    private final Path directory;
    private final Path run;
    private final List<AoeVolumes> opened = new ArrayList<>();
    private final List<AoeConnector> connectors = new ArrayList<>();

    AoeLab() throws IOException {
        this(Files.createTempDirectory("nova-va-"));
    }

    AoeLab(Path top) throws IOException {
        this.top = top;
        directory = Files.createDirectories(top.resolve("volumes"));
        run = Files.createDirectories(top.resolve("run"));
    }

    Path top() {
        return top;
    }

    Path directory() {
        return directory;
    }

    Path run() {
        return run;
    }

    AoeConfig config(Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>();
        values.put("directory", directory.toString());
        values.put("runDirectory", run.toString());
        values.put("device", Network.STORAGE);
        values.put("shelves", new String[] {"7"});
        values.put("capacityMib", 64L);
        values.put("reservedMib", 1L);
        values.put("wipeMib", 1);
        values.put("sync", false);
        values.put("deadSeconds", 2);
        values.put("copySeconds", 1);
        values.putAll(more);
        return config(AoeConfig.class, values);
    }

    static <C> C config(Class<C> type, Map<String, ?> values) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            Object value = values.get(method.getName());
                            return value != null ? value : method.getDefaultValue();
                        }));
    }

    @Override
    public AoeVolumes open() {
        return open(Map.of());
    }

    AoeVolumes open(Map<String, ?> more) {
        AoeVolumes driver = new AoeVolumes(config(more));
        opened.add(driver);
        return driver;
    }

    /** Returns the vblades of this lab. */
    List<Processes.Found> servers() {
        return Processes.with(VBLADE, directory + "/");
    }

    @Override
    public AoeConnector connector(HostId host) {
        return connector(host, Map.of());
    }

    AoeConnector connector(HostId host, Map<String, ?> more) {
        AoeConnector connector = new AoeConnector(guestConfig(host, more));
        connectors.add(connector);
        return connector;
    }

    /** Of a compute host, whose device is called like the host. */
    AoeConfig guestConfig(HostId host, Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>();
        values.put("host", host.value());
        values.put("device", host.value());
        values.put("directory", guests(host).resolve("state").toString());
        values.put("runDirectory", guests(host).toString());
        values.put("initiator", "user");
        values.putAll(more);
        return config(values);
    }

    /** Where a compute host has its connections. */
    Path guests(HostId host) {
        return top.resolve("on-" + host);
    }

    /** Returns the initiators of the compute hosts. */
    List<Processes.Found> initiators() {
        return Processes.with(JAVA, "--run=" + top + "/on-");
    }

    @Override
    public void close(Object driver) {
        if (driver instanceof AoeVolumes volumes) {
            volumes.close();
        } else if (driver instanceof AoeConnector connector) {
            connector.close();
        }
    }

    @Override
    public void restart() throws Exception {
        stop();
        delete(run);
        Files.createDirectories(run);
    }

    @Override
    public void write(HostId host, String source, long offset, byte[] bytes) throws IOException {
        try (NbdClient client = NbdClient.open(source)) {
            client.write(offset, bytes);
            client.flush();
        }
    }

    @Override
    public byte[] read(HostId host, String source, long offset, int length) throws IOException {
        try (NbdClient client = NbdClient.open(source)) {
            return client.read(offset, length);
        }
    }

    @Override
    public boolean storeHolds(byte[] bytes) throws IOException {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public List<String> traces(VolumeId volume) throws IOException {
        List<String> traces = new ArrayList<>();
        for (Path place : List.of(directory, run)) {
            try (Stream<Path> files = Files.walk(place)) {
                files.filter(file -> file.getFileName().toString().contains(volume.value()))
                        .forEach(file -> traces.add(file.toString()));
            }
        }
        servers().stream()
                .filter(server -> server.argv().toString().contains(volume.value()))
                .forEach(server -> traces.add(server.toString()));
        return traces;
    }

    @Override
    public Set<Class<?>> abilities() {
        return Set.of(VolumeSnapshots.class);
    }

    @Override
    public void end() throws Exception {
        close();
    }

    /** The storage host without its drivers and servers. */
    void stop() throws Exception {
        opened.forEach(AoeVolumes::close);
        Processes.end(servers());
    }

    @Override
    public void close() throws Exception {
        connectors.forEach(AoeConnector::close);
        Processes.end(initiators());
        stop();
        delete(top);
    }

    static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
