package io.nova.driver.volume.file;

import io.nova.blockstore.Processes;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeConnector;
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

/** A directory for volumes, and one that is emptied by a restart; the servers are real. */
final class FileLab implements VolumeLab {

    static final Path QEMU_NBD = Path.of("/usr/bin/qemu-nbd");

    private final Path top;
    private final Path directory;
    private final Path run;
    private final List<FileVolumes> opened = new ArrayList<>();

    FileLab() throws IOException {
        this(Files.createTempDirectory("nova-vf-"));
    }

    FileLab(Path top) throws IOException {
        this.top = top;
        directory = Files.createDirectories(top.resolve("volumes"));
        run = Files.createDirectories(top.resolve("run"));
    }

    Path directory() {
        return directory;
    }

    Path run() {
        return run;
    }

    FileConfig config(Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>();
        values.put("directory", directory.toString());
        values.put("runDirectory", run.toString());
        values.put("capacityMib", 64L);
        values.put("reservedMib", 1L);
        values.put("wipeMib", 1);
        values.putAll(more);
        return config(FileConfig.class, values);
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
    public FileVolumes open() {
        return open(Map.of());
    }

    FileVolumes open(Map<String, ?> more) {
        FileVolumes driver = new FileVolumes(config(more));
        opened.add(driver);
        return driver;
    }

    @Override
    public VolumeConnector connector(HostId host) {
        return new FileConnector(config(Map.of("host", host.value())));
    }

    @Override
    public void close(Object driver) {
        if (driver instanceof FileVolumes volumes) {
            volumes.close();
        }
    }

    @Override
    public void restart() throws Exception {
        opened.forEach(FileVolumes::close);
        Processes.end(servers());
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
        try (Stream<Path> files = Files.walk(top)) {
            files.filter(file -> file.getFileName().toString().contains(volume.value()))
                    // The connector's own, on the other host.
                    .filter(file -> !file.startsWith(run.resolve("c")))
                    .forEach(file -> traces.add(file.toString()));
        }
        servers().stream()
                .filter(server -> server.argv().contains("--export-name=" + volume))
                .forEach(server -> traces.add(server.toString()));
        return traces;
    }

    List<Processes.Found> servers() {
        return Processes.with(QEMU_NBD, NbdServer.markOf(run));
    }

    @Override
    public Set<Class<?>> abilities() {
        return Set.of(VolumeSnapshots.class);
    }

    @Override
    public void end() throws Exception {
        opened.forEach(FileVolumes::close);
        Processes.end(servers());
        delete(top);
    }

    private static void delete(Path path) throws IOException {
        // What a driver is about to write when it is closed may still come.
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
